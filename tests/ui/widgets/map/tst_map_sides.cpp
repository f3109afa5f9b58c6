// The sides of the map, where what is dragged becomes the end of an axis.
#include "tests/ui/widgets/window_fixture.h"
#include "ui/widgets/dialogs/axes_dialog.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/map/map_sides.h"
#include "ui/widgets/map/map_widget.h"

#include <QApplication>
#include <QImage>
#include <QLineEdit>
#include <QPainter>

using namespace embedscope;
using namespace Qt::StringLiterals;

namespace {

constexpr QSize kMap(720, 560);

QImage painted(const CarriedTexts &carried)
{
    QImage image(kMap, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    paintSides(painter, kMap, carried, QPalette());
    return image;
}

QRect bandOf(AxisSide side)
{
    return sideBand(side, kMap).toRect();
}

} // namespace

class TestMapSides : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void theCaptionNamesTheExamples()
    {
        QCOMPARE(sideCaption({}, false), u"no examples yet"_s);
        QCOMPARE(sideCaption({}, true), u"no examples yet"_s);
        QCOMPARE(sideCaption(u"happy, joyful"_s, false), u"happy, joyful"_s);
        QCOMPARE(sideCaption(u"happy, joyful"_s, true), u"instead of happy, joyful"_s);
    }

    void eachBandHasItsOwn()
    {
        const QPointF middle = QRect(QPoint(), kMap).center();
        const QImage none = painted({middle, 2, {}});
        for (const AxisSide side : kAxisSides) {
            CarriedTexts carried{middle, 2, {}};
            QString &examples = carried.examples[static_cast<std::size_t>(side)];
            examples = u"happy, joyful and a long, long sentence, "_s.repeated(9);
            const QImage image = painted(carried);
            QRect changed;
            for (int y = 0; y < kMap.height(); ++y)
                for (int x = 0; x < kMap.width(); ++x)
                    if (image.pixel(x, y) != none.pixel(x, y))
                        changed |= QRect(x, y, 1, 1);
            QVERIFY2(!changed.isEmpty(), qPrintable(sideName(side)));
            QVERIFY2(bandOf(side).adjusted(7, 7, -7, -7).contains(changed), qPrintable(sideName(side)));
        }
    }

    void theMapKnowsWhatTheSidesHave()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        MapWidget *map = f.window.map();
        const auto onDrag = [&] {
            Q_EMIT map->carryingChanged(true);
            const SideExamples examples = map->sideExamples();
            Q_EMIT map->carryingChanged(false);
            return QStringList(examples.begin(), examples.end());
        };
        f.document.setSelection({f.id(3)});
        QCOMPARE(onDrag(), (QStringList{{}, {}, {}, {}}));
        Q_EMIT map->droppedAtSide(AxisSide::Right); // begun
        QCOMPARE(onDrag(), (QStringList{{}, cats()[3], {}, {}}));
        f.document.setSelection({f.id(0), f.id(1)});
        Q_EMIT map->droppedAtSide(AxisSide::Left); // drawn
        QTRY_VERIFY_WITH_TIMEOUT(f.settled(), 20000);
        QCOMPARE(onDrag(), (QStringList{cats()[0] + u", "_s + cats()[1], cats()[3], {}, {}}));
        f.window.showAxes(); // typed in the dialog beside it
        f.window.axesDialog()->findChild<QLineEdit *>(u"axisAbove"_s)->setText(u"far, away"_s);
        QCOMPARE(onDrag().last(), u"far, away"_s);
        f.window.axesDialog()->close();
        QCOMPARE(onDrag().last(), QString());
    }
};

QTEST_MAIN(TestMapSides)
#include "tst_map_sides.moc"
