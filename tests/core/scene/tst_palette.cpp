#include "core/scene/colour.h"
#include "core/scene/display_text.h"
#include "core/scene/palette.h"
#include "core/scene/shading.h"
#include "tests/support/colour_vision.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>
#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <span>
#include <vector>

using namespace embedscope;

class TestPalette : public QObject
{
    Q_OBJECT
private:
    /// Of CAM02-UCS: where two colours are comfortably told apart.
    static constexpr double kComfortablyDistinct = 10;
    static constexpr std::array<std::pair<Vision, const char *>, 4> kVisions = {{{Vision::Normal, "normal"},
                                                                                 {Vision::Deuteranopia, "deuteranopia"},
                                                                                 {Vision::Protanopia, "protanopia"},
                                                                                 {Vision::Tritanopia, "tritanopia"}}};
    QJsonObject m_reference;

    static QStringList hexOf(std::span<const Colour> colours)
    {
        QStringList list;
        for (const Colour c : colours)
            list += QStringLiteral("%1").arg((uint(c.r) << 16) | (uint(c.g) << 8) | c.b, 6, 16, QLatin1Char('0'));
        return list;
    }
private Q_SLOTS:
    void initTestCase()
    {
        QFile file(QStringLiteral(EMBEDSCOPE_TESTS_DIR "/reference/colours.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_reference = QJsonDocument::fromJson(file.readAll()).object();
        QVERIFY(!m_reference.isEmpty());
    }
    void contrastOfKnownPairs() // WCAG 2.2's own extremes and a published value
    {
        QCOMPARE(contrastRatio(Colour::rgb(0), Colour::rgb(0xffffff)), 21.0);
        QCOMPARE(contrastRatio(Colour::rgb(0x777777), Colour::rgb(0x777777)), 1.0);
        QVERIFY(std::abs(contrastRatio(Colour::rgb(0x777777), Colour::rgb(0xffffff)) - 4.48) < 0.01);
    }
    void mixing()
    {
        const Colour a = Colour::rgb(0xc9d5e6);
        const Colour b = Colour::rgb(0x0b4a8f);
        QCOMPARE(mix(a, b, 0), a);
        QCOMPARE(mix(a, b, 1), b);
        QCOMPARE(mix(a, b, std::nan("")), a);
        for (const std::uint32_t hex : {0u, 0xffffffu, 0x3f90dau, 0xbd1f01u})
            QCOMPARE(fromOkLab(toOkLab(Colour::rgb(hex))), Colour::rgb(hex));
    }
    void contrasts_data()
    {
        QTest::addColumn<int>("theme");
        QTest::newRow("light") << 0;
        QTest::newRow("dark") << 1;
    }
    void contrasts()
    {
        QFETCH(int, theme);
        const ThemeColours &t = themeColours(theme == 0 ? Theme::Light : Theme::Dark);
        for (const Colour text : {t.ink, t.secondary, t.anchorText, t.accent})
            for (const Colour ground : {t.map, t.panel, t.window})
                QVERIFY(contrastRatio(text, ground) >= 4.5);
        QVERIFY(contrastRatio(t.outline, t.map) >= 3); // every mark has it
        QVERIFY(contrastRatio(t.anchor, t.map) >= 3);
    }
    void rampsAreMonotonic()
    {
        for (const Ramp ramp : {Ramp::Blue, Ramp::Cividis, Ramp::Viridis}) {
            for (const Theme theme : {Theme::Light, Theme::Dark}) {
                double last = toOkLab(rampColour(ramp, theme, 0)).l;
                for (int i = 1; i <= 100; ++i) {
                    const double l = toOkLab(rampColour(ramp, theme, i / 100.0)).l;
                    QVERIFY(theme == Theme::Light ? l < last : l > last);
                    last = l;
                }
            }
        }
        QCOMPARE(rampColour(Ramp::Blue, Theme::Light, 0), Colour::rgb(0xc9d5e6));
        QCOMPARE(rampColour(Ramp::Blue, Theme::Light, 2), Colour::rgb(0x0b4a8f));
        QCOMPARE(rampColour(Ramp::Blue, Theme::Light, std::nan("")), Colour::rgb(0xc9d5e6));
    }
    void categoriesDiffer()
    {
        std::set<std::pair<std::uint32_t, MarkShape>> seen;
        for (ClusterId i = 0; i < 30; ++i) {
            const CategoryLook look = categoryLook(i, Theme::Light);
            seen.insert({(std::uint32_t(look.colour.r) << 16) | (look.colour.g << 8) | look.colour.b, look.shape});
            if (i < 10)
                QCOMPARE(look.colour, kPetroff10[std::size_t(i)]);
            if (i < 5)
                QCOMPARE(look.shape, MarkShape::Circle);
            else if (i < 10)
                QVERIFY(look.shape != MarkShape::Circle);
        }
        QCOMPARE(seen.size(), std::size_t(30));
        QCOMPARE(categoryLook(kNoCluster, Theme::Dark), categoryLook(30, Theme::Dark));
    }
    void visionAgainstColorspacious() // tests/reference/colours.py
    {
        const QJsonObject kinds = m_reference["cam02_ucs"].toObject();
        std::size_t compared = 0;
        for (const auto &[vision, name] : kVisions) {
            const QJsonObject colours = kinds[QLatin1String(name)].toObject();
            for (auto it = colours.begin(); it != colours.end(); ++it) {
                const Triple actual = cam02Ucs(seenBy(vision, Colour::rgb(it.key().toUInt(nullptr, 16))));
                for (std::size_t i = 0; i < 3; ++i) {
                    const double expected = it.value().toArray()[qsizetype(i)].toDouble();
                    QVERIFY2(std::abs(actual[i] - expected) < 0.01,
                             qPrintable(it.key() + QStringLiteral(": %1, not %2").arg(actual[i]).arg(expected)));
                }
                ++compared;
            }
        }
        QCOMPARE(compared, std::size_t(36));
    }
    void palettesForEveryColourVision()
    {
        QCOMPARE(hexOf(kPetroff10), m_reference["petroff10"].toVariant().toStringList());
        QCOMPARE(hexOf(kOkabeIto), m_reference["okabe_ito"].toVariant().toStringList());
        const QJsonObject least = m_reference["least_distance"].toObject();
        for (const auto &[vision, name] : kVisions) {
            for (const auto &[palette, colours] : {std::pair{"petroff10", std::span<const Colour>(kPetroff10)},
                                                   std::pair{"okabe_ito", std::span<const Colour>(kOkabeIto)}}) {
                const double distance = leastDistance(colours, vision);
                QVERIFY(distance >= kComfortablyDistinct);
                const double expected = least[QLatin1String(palette)].toObject()[QLatin1String(name)].toDouble();
                QVERIFY(std::abs(distance - expected) < 0.02);
            }
        }
        // The measure tells: a popular palette fails it.
        std::vector<Colour> tab10;
        for (const QJsonValue &hex : m_reference["tab10"].toArray())
            tab10.push_back(Colour::rgb(hex.toString().toUInt(nullptr, 16)));
        QVERIFY(leastDistance(tab10, Vision::Protanopia) < 2);
    }
    /// The anchor is told from every other mark, and marks from the map, by everyone.
    void themesForEveryColourVision()
    {
        for (const Theme theme : {Theme::Light, Theme::Dark}) {
            const ThemeColours &t = themeColours(theme);
            for (const auto &[vision, name] : kVisions) {
                for (int i = 0; i <= 20; ++i) {
                    const Colour shade = rampColour(Ramp::Blue, theme, i / 20.0);
                    QVERIFY2(seenDistance(t.anchor, shade, vision) >= kComfortablyDistinct, name);
                }
                for (const Colour colour : {t.plain, t.accent, t.noise, t.map})
                    QVERIFY2(seenDistance(t.anchor, colour, vision) >= kComfortablyDistinct, name);
                for (const Colour colour : kPetroff10)
                    QVERIFY2(seenDistance(colour, t.map, vision) >= kComfortablyDistinct, name);
            }
        }
    }
    void mapsAreMatplotlibs()
    {
        for (const auto &[name, ramp] : {std::pair{"viridis", Ramp::Viridis}, std::pair{"cividis", Ramp::Cividis}}) {
            const QJsonArray map = m_reference[QLatin1String(name)].toArray();
            QCOMPARE(map.size(), 256);
            int worst = 0;
            for (int i = 0; i < 256; ++i) {
                const Colour expected = Colour::rgb(map[i].toString().toUInt(nullptr, 16));
                const Colour actual = rampColour(ramp, Theme::Dark, i / 255.0);
                worst = std::max({worst, std::abs(expected.r - actual.r), std::abs(expected.g - actual.g),
                                  std::abs(expected.b - actual.b)});
            }
            qInfo("%s: off by %d of 255 at most", name, worst);
            QVERIFY(worst <= 4);
            QCOMPARE(rampColour(ramp, Theme::Dark, 0), Colour::rgb(map[0].toString().toUInt(nullptr, 16)));
            QCOMPARE(rampColour(ramp, Theme::Dark, 1), Colour::rgb(map[255].toString().toUInt(nullptr, 16)));
        }
    }
    void similarityWords()
    {
        QCOMPARE(similarityOnMap(0.597), std::string(".597"));
        QCOMPARE(similarityOnMap(1), std::string("1.000"));
        QCOMPARE(similarityOnMap(-0.12), std::string("\u2212.120"));
        QCOMPARE(similarityOnMap(-0.0001), std::string(".000"));
        QCOMPARE(similarityOnMap(0.9996), std::string("1.000"));
    }
    void rampRanges()
    {
        const std::vector<std::optional<double>> s = {1.0, 0.2, std::nullopt, -0.1, 0.6};
        QCOMPARE(rampRange(s, 0, RampSpan::ZeroToOne), (RampRange{0, 1}));
        QCOMPARE(rampRange(s, 0, RampSpan::Stretched), (RampRange{-0.1, 0.6}));
        QCOMPARE(rampPosition(-0.5, {0, 1}), 0.0);
        QCOMPARE(rampPosition(0.25, {-0.1, 0.6}), 0.5);
        QCOMPARE(rampRange({}, 0, RampSpan::Stretched), (RampRange{0, 1}));
    }
    void displayTexts()
    {
        QCOMPARE(displayText("a\x01 b\n\tc\x7f"), std::string("a b c"));
        QCOMPARE(displayText("  x  "), std::string("x"));
        QCOMPARE(displayText("\u202Eabc\u2069"), std::string("abc"));
        QCOMPARE(displayText("x\uFFFEy"), std::string("xy"));
        QCOMPARE(displayText("abcdef", 3), std::string("abc…"));
        QCOMPARE(displayText("one two three four", 16), std::string("one two three…"));
        QCOMPARE(displayText("one two three four", 13), std::string("one two three…"));
        QCOMPARE(displayText(std::string("a\0b", 3)), std::string("ab"));
        std::string zalgo = "Z";
        for (int i = 0; i < 10000; ++i)
            zalgo += "\u0301";
        QVERIFY(displayText(zalgo).size() < 20);
        QCOMPARE(displayText(std::string(1'000'000, ' ') + "x", 100), std::string("…")); // not looked for so far
        QCOMPARE(displayText(std::string(5000, ' ') + "x", 100), std::string("x"));
        QCOMPARE(quoted("I like cats.", 28), std::string("“I like cats.”"));
        QCOMPARE(quoted("שלום", 28), std::string("“\u2068שלום\u2069”"));
    }
};

QTEST_GUILESS_MAIN(TestPalette)
#include "tst_palette.moc"
