package io.kafkagrpo.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.jinja.syntax.TemplateException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {

    private static String render(String template, Map<String, Object> variables) {
        return Template.parse(template).render(variables, Clock.systemUTC());
    }

    /**
     * Small templates of this project's own, with what Jinja 3.1 itself made of them, trim_blocks
     * and lstrip_blocks on.
     */
    @TestFactory
    Stream<DynamicTest> templatesRenderAsJinjaRendersThem() throws IOException {
        return Stream.concat(cases("jinja_cases.json"), cases("jinja_cases_2.json"));
    }

    private static Stream<DynamicTest> cases(String resource) throws IOException {
        var mapper = new JsonMapper();
        try (InputStream file = TemplateTest.class.getResourceAsStream(resource)) {
            JsonNode cases = mapper.readTree(Objects.requireNonNull(file));
            @SuppressWarnings("unchecked")
            Map<String, Object> variables = mapper.convertValue(cases.path("variables"), Map.class);
            return StreamSupport.stream(cases.path("cases").spliterator(), false)
                    .map(each -> DynamicTest.dynamicTest(each.path("template").toString(), () -> {
                        String template = each.path("template").asText();
                        if (each.path("rendered").isNull()) {
                            assertThatThrownBy(() -> render(template, variables))
                                    .isInstanceOf(TemplateException.class);
                        } else {
                            assertThat(render(template, variables))
                                    .isEqualTo(each.path("rendered").asText());
                        }
                    }));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '`',
            value = {
                "`a\n{% include 'x' %}`          § line 2: {% include %} is not supported",
                "`\n\n{{ x % y | shuffle }}`     § line 3: the filter |shuffle is not supported",
                "`{{ x is prime }}`              § line 1: the test 'is prime' is not supported",
                "`{{ x.encode(1) }}`             § line 1: the method .encode() is not supported",
                "`a\n{% if x %}b`                § line 2: the template ends before {% ",
                "`{{ x|join(*x) }}`              § line 1: an argument with * is not supported",
                "`\n{{ x }`                      § line 2: unexpected '}'",
                "`{{ x ! }}`                     § line 1: unexpected character '!'",
            })
    void whatIsNotSupportedIsNamedWithItsLine(String template, String complaint) {
        assertThatThrownBy(() -> Template.parse(template))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '`',
            value = {
                "`a\n\n{{ missing.name }}`                § line 3: 'missing' is undefined",
                "`{% for m in [1] %}\n{{ m + 'a' }}{% endfor %}` § line 2: '+' does not work for int and str",
                "`{{ raise_exception('no system') }}`     § line 1: no system",
                "`{{ [1]|tojson(color=1) }}`            § line 1: the argument color of the filter |tojson is not"
                        + " supported",
                "`{{ range(1000000) }}`                   § line 1: range() gives more than 100000 numbers",
                "`{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}` § line 1: the macro m calls itself more than 100"
                        + " deep",
                "`{% for x in [[]] recursive %}{{ loop([[]]) }}{% endfor %}` § line 1: a loop calls itself more than"
                        + " 100 deep",
                "`{% for x in [1] %}{{ loop([1]) }}{% endfor %}` § line 1: loop() is called in a loop without"
                        + " 'recursive'",
                "`{% if true %}\n{{ 1|nothing }}{% endif %}` § line 2: the filter |nothing is not supported",
                "`{% if true %}\n{% include 'x' %}{% endif %}` § line 2: {% include %} is not supported",
                "`{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}` § line 1: the macro m takes at most 1 arguments",
                "`{{ '%s %s' % 'a' }}`                    § line 1: a % format has more conversions than values",
                "`{{ '{x}'.format(y=1) }}`                § line 1: format() names {x}, which is not given",
                "`{{ 'x' * 10000000 }}`                   § line 1: a string or list is repeated 10000000 times",
                "`{{ '%9999s' % 'a' }}{{ '%99999s' % 'a' }}` § line 1: the conversion %99999 of a % format is not"
                        + " supported",
                "`{{ 1 // 0 }}`                           § line 1: '1 // 0' has no result",
            })
    void whatGoesWrongWhileRenderingIsNamedWithItsLine(String template, String complaint) {
        assertThatThrownBy(() -> render(template, Map.of()))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void datesAreThoseOfTheCLocale() {
        var time = ZonedDateTime.of(2024, 7, 5, 9, 4, 3, 0, ZoneOffset.UTC);
        assertThat(Globals.formatted("%d %b %Y|%-d %B %y|%A %a|%H:%M:%S|%I %p|%j|%F %T|100%%|it's", time))
                .isEqualTo("05 Jul 2024|5 July 24|Friday Fri|09:04:03|09 AM|187|2024-07-05 09:04:03|100%|it's");
        assertThat(Globals.formatted("%e|%u|%w|%U|%W|%V|%G|%C|%c|%x|%X|%Z|%z|%s|%k|%l", time))
                .isEqualTo(" 5|5|5|26|27|27|2024|20|Fri Jul  5 09:04:03 2024|07/05/24|09:04:03|||1720170243| 9| 9");
    }

    @Test
    void generationBlocksLeaveTheirText() {
        assertThat(render("{% generation %}\nanswer{% endgeneration %}\n!", Map.of()))
                .isEqualTo("answer!");
    }
}
