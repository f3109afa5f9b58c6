#include "ui/widgets/inspector/rank_delegate.h"
#include "ui/widgets/look/look.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyleOptionViewItem>
#include <QTest>

#include <algorithm>

using namespace embedscope;
using namespace Qt::StringLiterals;

namespace {

/// How many pixels the filled part of a row's bar is wide.
int filled(const TextRow &row, int width)
{
    QStandardItemModel model(1, 1);
    const RankDelegate delegate([&row](const QModelIndex &) { return row; }, nullptr);
    QImage image(width, 60, QImage::Format_RGB32);
    image.fill(Qt::white);
    QStyleOptionViewItem option;
    option.rect = image.rect();
    option.font = QApplication::font();
    option.fontMetrics = QFontMetrics(option.font);
    option.palette = QApplication::palette();
    QPainter painter(&image);
    delegate.paint(&painter, option, model.index(0, 0));
    painter.end();
    const QRgb ink = option.palette.color(QPalette::Link).rgb();
    int most = 0;
    for (int y = 0; y < image.height(); ++y) {
        int line = 0;
        for (int x = 0; x < image.width(); ++x)
            line += image.pixel(x, y) == ink ? 1 : 0;
        most = std::max(most, line);
    }
    return most;
}

} // namespace

class TestRankDelegate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    /// However long the words beside them are.
    void barsBesideNotesCanBeCompared()
    {
        TextRow row;
        row.text = u"How do you do exchanges?"_s;
        for (const int width : {240, 800}) {
            row.similarity = 0.5;
            row.note = u"is rate, taken for fee"_s;
            const int half = filled(row, width);
            QVERIFY(half > width / 10);
            row.note = u"is a group of a very long name, taken for another group of a very long name"_s;
            QCOMPARE(filled(row, width), half);
            row.similarity = 0.9;
            QVERIFY(filled(row, width) > half * 1.6);
        }
    }
};

QTEST_MAIN(TestRankDelegate)
#include "tst_rank_delegate.moc"
