package io.kafkagrpo.report.plot;

import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * A linear axis whose ends and ticks are round numbers.
 *
 * @param from lower end
 * @param to upper end, above {@code from}
 * @param tick distance of the ticks: 1, 2 or 5 times a power of ten
 */
public record PlotAxis(double from, double to, double tick) {
    private static final int MOST_TICKS = 6;

    /** The shortest axis with round ends that holds a range; a range of no length gets some room. */
    public static PlotAxis covering(double least, double most) {
        double room = most - least;
        if (room < 1e-9 * Math.max(1, Math.abs(most))) {
            return covering(least - 0.5, most + 0.5);
        }
        double tick = tickFor(room);
        return new PlotAxis(Math.floor(least / tick + 1e-9) * tick, Math.ceil(most / tick - 1e-9) * tick, tick);
    }

    /** Where a value lies along the axis: 0 at its lower end, 1 at its upper. */
    double share(double value) {
        return (value - from) / (to - from);
    }

    List<Double> ticks() {
        return LongStream.rangeClosed(Math.round(from / tick), Math.round(to / tick))
                .mapToObj(i -> i * tick)
                .toList();
    }

    /** A tick's value with as many decimals as the ticks' distance has. */
    String label(double value) {
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(tick) + 1e-9));
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.matches("-0(\\.0+)?") ? text.substring(1) : text;
    }

    private static double tickFor(double room) {
        double power = Math.pow(10, Math.floor(Math.log10(room / MOST_TICKS)));
        double leastTick = room / MOST_TICKS * (1 - 1e-9);
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= leastTick) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
