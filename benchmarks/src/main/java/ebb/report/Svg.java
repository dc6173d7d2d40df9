// SPDX-License-Identifier: Apache-2.0
package ebb.report;

import ebb.base.Printable;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes an SVG element. The JDK's XML writer escapes text and names; colours come from the classes of {@code figure.css}.
 * Lengths are pixels, x to the right and y downwards.
 *
 * <p>Chart libraries such as JFreeChart and XChart write colours into each element: a dark scheme or a printer could not
 * change them, and the page's policy would refuse them.
 */
final class Svg {
    private static final int LONGEST_NAME = 26;
    private static final String NAMESPACE = "http://www.w3.org/2000/svg";

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    /**
     * @param title what a screen reader calls it
     * @param description what it shows, in a sentence
     * @param style the style sheet of an SVG file; empty inside a page, which has one
     */
    Svg(String id, double width, double height, String title, String description, String style) {
        try {
            xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        open("svg", "xmlns", NAMESPACE, "id", id, "class", "figure", "role", "img");
        attributes("viewBox", "0 0 " + number(width) + " " + number(height));
        attributes("width", number(width), "height", number(height), "aria-labelledby", id + "-title " + id + "-text");
        open("title", "id", id + "-title").write(title).close();
        open("desc", "id", id + "-text").write(description).close();
        if (!style.isEmpty()) {
            open("style").write(style).close();
            open("rect", "class", "paper", "width", number(width), "height", number(height))
                    .close();
        }
    }

    /** The finished element. */
    String end() {
        close();
        written(xml::flush);
        return text.toString();
    }

    Svg open(String element, String... attributes) {
        written(() -> xml.writeStartElement(element));
        attributes(attributes);
        return this;
    }

    Svg close() {
        written(xml::writeEndElement);
        return this;
    }

    private void attributes(String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = namesAndValues[i];
            String value = namesAndValues[i + 1];
            written(() -> xml.writeAttribute(name, value));
        }
    }

    private Svg write(String characters) {
        written(() -> xml.writeCharacters(Printable.of(characters)));
        return this;
    }

    private interface Writing {
        void write() throws XMLStreamException;
    }

    /** Writing to memory cannot fail. */
    private static void written(Writing writing) {
        try {
            writing.write();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    void line(double x1, double y1, double x2, double y2, String looks) {
        open("line", "class", looks, "x1", number(x1), "y1", number(y1), "x2", number(x2), "y2", number(y2))
                .close();
    }

    /** @param tip shown when it is pointed at; empty for none */
    void rect(double x, double y, double width, double height, String looks, String tip) {
        open("rect", "class", looks, "x", number(x), "y", number(y), "width", number(width), "height", number(height));
        tip(tip);
        close();
    }

    /** @param d as SVG writes a path */
    void path(String d, String looks, String tip) {
        open("path", "class", looks, "d", d);
        tip(tip);
        close();
    }

    private void tip(String tip) {
        if (!tip.isEmpty()) {
            open("title").write(tip).close();
        }
    }

    void text(double x, double y, String characters, String looks) {
        open("text", "class", looks, "x", number(x), "y", number(y))
                .write(characters)
                .close();
    }

    /** A name that fits beside a figure: the end of a path says more than its beginning. */
    static String brief(String id) {
        return id.length() <= LONGEST_NAME ? id : "\u2026" + id.substring(id.length() - LONGEST_NAME + 1);
    }

    /** About the width of a text of 12 pixels. */
    static double width(String text) {
        return 6.7 * text.length();
    }

    /** A length, with at most one decimal. */
    static String number(double value) {
        return number(value, 1);
    }

    /** @param decimals the most; zeros at the end are left out */
    static String number(double value, int decimals) {
        return BigDecimal.valueOf(value)
                .setScale(decimals, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    record Box(double x, double y, double width, double height) {
        double right() {
            return x + width;
        }

        double bottom() {
            return y + height;
        }

        boolean intersects(Box other) {
            return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
        }

        boolean contains(Box other) {
            return x <= other.x && y <= other.y && other.right() <= right() && other.bottom() <= bottom();
        }
    }
}
