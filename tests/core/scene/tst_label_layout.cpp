// The 200 real sentences: as many labels as a plain placer at least, none on another, a mark, the legend or the border.

#include "core/scene/label_layout.h"
#include "tests/support/plain_labels.h"
#include "tests/support/real_sample.h"
#include "tests/support/sample_explorations.h"

#include <QElapsedTimer>
#include <QTest>

using namespace embedscope;

class TestLabelLayout : public QObject
{
    Q_OBJECT
private:
    ExplorationPtr m_topics;
private Q_SLOTS:
    void initTestCase()
    {
        Recipe recipe;
        recipe.clusters.method = ClusterRecipe::Method::KMeans;
        m_topics = exploreRealSample("ten-topics.csv", recipe);
        QVERIFY(m_topics);
        QCOMPARE(m_topics->size(), std::size_t{200});
    }
    void asManyAsThePlainPlacer_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<QSize>("size");
        for (const auto &[name, mode] :
             {std::pair{"similarity", ColourMode::Similarity}, std::pair{"clusters", ColourMode::Cluster},
              std::pair{"groups", ColourMode::Group}, std::pair{"plain", ColourMode::None}})
            for (const QSize size : {QSize(1600, 1000), QSize(1000, 700), QSize(480, 360)})
                QTest::addRow("%s %dx%d", name, size.width(), size.height()) << static_cast<int>(mode) << size;
    }
    void asManyAsThePlainPlacer()
    {
        QFETCH(int, mode);
        QFETCH(QSize, size);
        ViewState view;
        view.colourMode = static_cast<ColourMode>(mode);
        const auto base = makeSceneBase(m_topics, view);
        const ScreenSize screen{double(size.width()), double(size.height())};
        const FixedWidthMeasurer measurer;
        const LabelLayout layout = labelLayout(*base, view, screen, measurer);
        QElapsedTimer timer;
        timer.start();
        const auto ours =
            placedRects(placeLabels(layout.requests, layout.marks, layout.obstacles, layout.lines, layout.bounds));
        const double ms = double(timer.nsecsElapsed()) / 1e6;
        const std::size_t plain = placeGreedily(layout).size();
        qInfo("%zu of %zu placed in %.2f ms, plainly %zu", ours.size(), layout.requests.size(), ms, plain);
        // In a thumbnail one or two labels find a place at all, and the plain placer, which keeps off neither the line to
        // the most similar text nor its neighbours' margins, may find one more.
        QVERIFY(ours.size() >= plain || (size.width() < 600 && ours.size() + 1 >= plain));
        QCOMPARE(countOverlaps(ours, layout), std::size_t{0});
        // It is what the picture has.
        const Scene scene = buildScene(*base, view, screen, measurer);
        QCOMPARE(scene.labels.size(), ours.size());
        for (std::size_t i = 0; i < ours.size(); ++i)
            QCOMPARE(scene.labels[i].rect, ours[i]);
    }
};

QTEST_GUILESS_MAIN(TestLabelLayout)
#include "tst_label_layout.moc"
