package io.kafkagrpo.task.answer.math.syntax;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of units: several names for one, and powers such as those of {@code ml} left out. */
public final class Units {

    private static final Map<String, String> NAMES = new HashMap<>();

    static {
        String[] rows = {
            "km kilometer kilometers kilometre kilometres",
            "m meter meters metre metres",
            "cm centimeter centimeters" + " centimetre centimetres",
            "mm millimeter millimeters millimetre millimetres",
            "mi mile miles",
            "ft foot feet",
            "in inch inches",
            "yd yard yards yds",
            "kg kilogram kilograms kilo kilos",
            "g gram grams",
            "mg milligram milligrams",
            "lb lbs pound pounds £ GBP sterling",
            "oz ounce ounces",
            "ton tons tonne tonnes",
            "s sec secs second seconds",
            "min mins minute minutes",
            "h hr hrs hour hours",
            "day days",
            "week weeks wk wks",
            "month months",
            "year years yr yrs",
            "L l liter liters litre litres",
            "mL ml milliliter milliliters millilitre millilitres",
            "gal gallon gallons",
            "degree degrees deg",
            "rad radian radians",
            "dollar dollars USD usd bucks buck $",
            "cent" + " cents",
            "euro euros EUR eur €",
            "yen JPY ¥",
            "rupee rupees Rs INR ₹",
            "N newton newtons",
            "J joule joules",
            "kJ kilojoule kilojoules",
            "W watt watts",
            "kW kilowatt kilowatts",
            "V volt volts",
            "A amp amps ampere amperes",
            "Hz hertz",
            "Pa pascal pascals",
            "K kelvin kelvins",
            "mol mole moles",
            "acre acres",
            "hectare hectares ha",
            "celsius",
            "fahrenheit",
            "unit units",
            "kWh",
            "MB",
            "GB",
            "ppm",
            "dm decimeter decimeters",
            "ms millisecond" + " milliseconds",
            "mph",
            "kph kmh",
            "quart quarts qt",
            "pint pints",
            "cup cups"
        };
        for (String row : rows) {
            String[] names = row.split(" ");
            for (String name : names) {
                NAMES.put(name, names[0]);
            }
        }
    }

    private Units() {}

    /** The unit's own name; null if it is no unit. Letter case matters for symbols, not for words. */
    public static @Nullable String named(String name) {
        String unit = NAMES.get(name);
        return unit == null && name.length() > 3 ? NAMES.get(name.toLowerCase(Locale.ROOT)) : unit;
    }

    /** Whether it is a symbol of one letter, which could be a variable as well. */
    public static boolean isLetter(String name) {
        return name.length() == 1 && NAMES.containsKey(name);
    }
}
