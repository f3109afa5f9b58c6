#include "core/scene/cluster_titles.h"

#include "core/scene/build/build_scene.h"
#include "tests/support/sample_explorations.h"

#include <QTest>

#include <algorithm>

using namespace embedscope;

namespace {

/// The same texts in another order of clusters, and without those of `gone`.
Exploration regrouped(const Exploration &e, const std::vector<ClusterId> &newIdOf, const std::vector<TextId> &gone = {})
{
    Exploration next = e;
    next.rows = {};
    next.clusters->labels.clear();
    for (std::size_t row = 0; row < e.size(); ++row) {
        if (std::find(gone.begin(), gone.end(), e.rows[row].id) != gone.end())
            continue;
        next.rows.edit().push_back(e.rows[row]);
        next.clusters->labels.push_back(newIdOf[static_cast<std::size_t>(e.clusters->labels[row])]);
    }
    for (std::size_t i = 0; i < newIdOf.size(); ++i)
        next.clusters->clusters[static_cast<std::size_t>(newIdOf[i])] = e.clusters->clusters[i];
    return next;
}

} // namespace

class TestClusterTitles : public QObject
{
    Q_OBJECT
private:
    ExplorationPtr m_three = [] {
        auto e = std::make_shared<Exploration>(*clusteredExploration(60, 3));
        // Some of each cluster's own rows for its middle.
        for (Cluster &cluster : e->clusters->clusters) {
            cluster.central.clear();
            for (std::size_t row = 0; row < e->size() && cluster.central.size() < 3; ++row)
                if (e->clusters->labels[row] == cluster.id)
                    cluster.central.push_back(row);
        }
        return e;
    }();

private Q_SLOTS:
    void aNameIsGivenAndTakenBack()
    {
        const Exploration &e = *m_three;
        const std::vector<std::string> automatic = clusterNames(e, {});
        QCOMPARE(automatic.size(), std::size_t{3});
        std::vector<ClusterTitle> titles = withTitle(e, {}, 1, "My own");
        QCOMPARE(titles.size(), std::size_t{1});
        QCOMPARE(clusterNames(e, titles)[1], std::string("My own"));
        QCOMPARE(clusterNames(e, titles)[0], automatic[0]);
        titles = withTitle(e, titles, 1, "Another");
        QCOMPARE(titles.size(), std::size_t{1}); // replaced, not covered
        titles = withTitle(e, titles, 0, "First");
        QCOMPARE(clusterNames(e, titles)[1], std::string("Another"));
        titles = withTitle(e, titles, 1, "");
        QCOMPARE(clusterNames(e, titles)[1], automatic[1]);
        QCOMPARE(clusterNames(e, titles)[0], std::string("First"));
        QVERIFY(withTitle(e, {}, 2, automatic[2]).empty()); // the automatic name is no other
        QVERIFY(withTitle(e, {}, 9, "beyond").empty());
    }

    void itStaysWithTheClustersMiddle()
    {
        const Exploration &e = *m_three;
        const std::vector<ClusterTitle> titles = withTitle(e, {}, 2, "Mine");
        // The clusters change their order, and one of the three texts is deleted.
        const Exploration later = regrouped(e, {1, 2, 0}, {titles[0].texts[0]});
        QCOMPARE(clusterNames(later, titles)[0], std::string("Mine"));
        // Nothing is left of them: nobody has the name.
        const Exploration without = regrouped(e, {0, 1, 2}, titles[0].texts);
        for (const std::string &name : clusterNames(without, titles))
            QVERIFY(name != "Mine");
        Exploration none = e;
        none.clusters.reset();
        QVERIFY(clusterNames(none, titles).empty());
    }

    void theLegendHasIt()
    {
        ViewState view;
        view.colourMode = ColourMode::Cluster;
        view.clusterTitles = withTitle(*m_three, {}, 0, "My own name");
        const auto base = makeSceneBase(m_three, view);
        QCOMPARE(base->categories[0].name, std::string("My own name"));
        ViewState other = view;
        other.clusterTitles.clear();
        QVERIFY(!servesView(*base, m_three, other));
        other.colourMode = ColourMode::None; // where names are not shown they change nothing
        const auto plain = makeSceneBase(m_three, other);
        other.clusterTitles = view.clusterTitles;
        QVERIFY(servesView(*plain, m_three, other));
    }
};

QTEST_GUILESS_MAIN(TestClusterTitles)
#include "tst_cluster_titles.moc"
