package io.kafkagrpo.dashboard.view;

import io.kafkagrpo.report.alert.Alert;
import io.kafkagrpo.report.alert.RunAlerts;
import java.util.Arrays;
import java.util.List;

/**
 * An alert as the page shows it.
 *
 * @param rule its name in Prometheus
 * @param title in a few words
 * @param now what is seen at this moment; empty in the list of all alerts
 * @param meaning when it fires
 * @param remedy what to do
 */
public record AlertRow(String rule, String title, String now, String meaning, String remedy) {

    /** Those that fire. */
    public static List<AlertRow> of(List<RunAlerts.Firing> firing) {
        return firing.stream().map(each -> row(each.alert(), each.now())).toList();
    }

    /** All that there are. */
    public static List<AlertRow> all() {
        return Arrays.stream(Alert.values()).map(alert -> row(alert, "")).toList();
    }

    private static AlertRow row(Alert alert, String now) {
        return new AlertRow(alert.rule(), alert.title(), now, plain(alert.meaning()), plain(alert.remedy()));
    }

    /** Markdown's marks say nothing on a page. */
    private static String plain(String markdown) {
        return markdown.replace("`", "");
    }
}
