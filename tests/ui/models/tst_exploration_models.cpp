#include "tests/ui/state/document/document_support.h"
#include "ui/models/cluster_model.h"
#include "ui/models/lies_model.h"
#include "ui/models/similarity_model.h"
#include "ui/models/token_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace embedscope;
using namespace embedscope::test;

namespace {

struct LetterTokens : FakeEmbedder
{
    bool hasTokens() const override { return true; }
    Result<TokenList> tokens(std::string_view text) const override
    {
        TokenList list;
        list.ids = {101, static_cast<std::int32_t>(text.size()), 7, 102};
        list.pieces = {"[CLS]", std::string(text), "##s", "[SEP]"};
        list.fullCount = 4;
        return list;
    }
};

QStringList rowsOf(const QAbstractItemModel &model)
{
    QStringList rows;
    for (int row = 0; row < model.rowCount(); ++row)
        rows << model.index(row, 0).data(SimilarityModel::SimilarityTextRole).toString() + QLatin1Char(' ') +
                    model.index(row, 0).data().toString();
    return rows;
}

} // namespace

class TestExplorationModels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void neighboursAndRanking()
    {
        DocumentFixture fixture;
        NeighbourModel neighbours(fixture.document);
        RankingModel ranking(fixture.document);
        QAbstractItemModelTester first(&neighbours, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QAbstractItemModelTester second(&ranking, QAbstractItemModelTester::FailureReportingMode::QtTest);
        fixture.document.addTexts(
            {QStringLiteral("aab"), QStringLiteral("zzz"), QStringLiteral("aac"), QStringLiteral("zero")});
        QVERIFY(fixture.settle());
        QCOMPARE(rowsOf(ranking),
                 (QStringList{QStringLiteral("0.800 aac"), QStringLiteral("0.000 zzz"), QString::fromUtf8("– zero")}));
        neighbours.setCount(1);
        neighbours.setText(fixture.id(2));
        QCOMPARE(rowsOf(neighbours), QStringList{QStringLiteral("0.800 aab")});
        QCOMPARE(neighbours.idAt(neighbours.index(0)), fixture.id(0));

        QSignalSpy reset(&ranking, &QAbstractItemModel::modelReset);
        fixture.document.setAnchor(fixture.id(2));
        QCOMPARE(reset.size(), 1);
        QCOMPARE(rowsOf(ranking).first(), QStringLiteral("0.800 aab"));
        fixture.document.setTruthLines(true);
        QCOMPARE(reset.size(), 1);
        neighbours.setText({});
        QCOMPARE(neighbours.rowCount(), 0);
    }

    void clusters()
    {
        DocumentFixture fixture;
        ClusterModel model(fixture.document);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        fixture.document.addTexts({QStringLiteral("aaaa"), QStringLiteral("aaab"), QStringLiteral("aaac"),
                                   QStringLiteral("zzzz"), QStringLiteral("zzzy")});
        Recipe recipe;
        recipe.clusters = {ClusterRecipe::Method::KMeans, 2};
        fixture.document.setRecipe(recipe, QStringLiteral("Clusters"));
        QVERIFY(fixture.settle());
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0).data(ClusterModel::SizeRole).toInt(), 3);
        QCOMPARE(model.index(1).data(ClusterModel::SizeRole).toInt(), 2);
        QVERIFY(!model.index(0).data().toString().isEmpty());
        QCOMPARE(model.index(0).data(ClusterModel::CentralTextsRole).toStringList().size(), 3);
        // A name of one's own: one step, kept with the state; empty gives the automatic one back.
        const QString automatic = model.index(0).data().toString();
        QVERIFY(model.flags(model.index(0)).testFlag(Qt::ItemIsEditable));
        QVERIFY(model.setData(model.index(0), QStringLiteral("  The \n A's "), Qt::EditRole));
        QCOMPARE(model.index(0).data().toString(), QStringLiteral("The A's"));
        QCOMPARE(model.index(0).data(ClusterModel::AutomaticNameRole).toString(), automatic);
        DocumentFixture second;
        QVERIFY(second.document.restoreState(fixture.document.saveState()));
        QCOMPARE(second.document.view().clusterTitles, fixture.document.view().clusterTitles);
        // It outlives another text in the cluster.
        fixture.document.addTexts({QStringLiteral("aaad")});
        QVERIFY(fixture.settle());
        QCOMPARE(model.index(0).data().toString(), QStringLiteral("The A's"));
        fixture.document.undoStack()->undo();
        fixture.document.undoStack()->undo();
        QVERIFY(fixture.settle());
        QCOMPARE(model.index(0).data().toString(), automatic);
        fixture.document.undoStack()->redo();
        QVERIFY(model.setData(model.index(0), QString(), Qt::EditRole));
        QCOMPARE(model.index(0).data().toString(), automatic);
        QVERIFY(fixture.document.view().clusterTitles.empty());
        fixture.document.newDocument();
        QCOMPARE(model.rowCount(), 0);
    }

    void whereTheMapLiesMost()
    {
        DocumentFixture fixture;
        LiesModel model(fixture.document);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QStringList texts;
        for (const std::string &text : drawnTexts(60))
            texts += QString::fromStdString(text);
        fixture.document.addTexts(texts.mid(0, 3));
        QVERIFY(fixture.settle());
        QCOMPARE(model.rowCount(), 0); // everybody is everybody's neighbour
        fixture.document.addTexts(texts.mid(3));
        QVERIFY(fixture.settle());
        QVERIFY(model.rowCount() > 10);
        const auto &kept = fixture.document.exploration()->map->faithfulness.neighboursKeptOf;
        double before = 0;
        for (int row = 0; row < model.rowCount(); ++row) {
            const double share = model.index(row).data(LiesModel::KeptRole).toDouble();
            QCOMPARE(share, *kept[*fixture.document.exploration()->rowOf(model.idAt(model.index(row)))]);
            QVERIFY(share >= before && share < 1);
            before = share;
        }
        QVERIFY(model.index(0).data(LiesModel::KeptTextRole).toString().endsWith(QStringLiteral(" of 10")));
        QCOMPARE(leastFaithful(*fixture.document.exploration(), 5).size(), std::size_t{5});
    }

    void rankedByAnotherMeasure()
    {
        DocumentFixture fixture;
        RankingModel ranking(fixture.document);
        fixture.document.addTexts({QStringLiteral("a"), QStringLiteral("aaaaab"), QStringLiteral("ab")});
        QVERIFY(fixture.settle());
        QCOMPARE(rowsOf(ranking), (QStringList{QStringLiteral("0.981 aaaaab"), QStringLiteral("0.707 ab")}));
        ColourChoice choice;
        choice.measure = Measure::Angle;
        fixture.document.setColour(choice);
        QCOMPARE(rowsOf(ranking), (QStringList{QString::fromUtf8("11.3° aaaaab"), QString::fromUtf8("45.0° ab")}));
        choice.measure = Measure::Euclidean; // the long one is far
        fixture.document.setColour(choice);
        QCOMPARE(rowsOf(ranking), (QStringList{QStringLiteral("1.000 ab"), QStringLiteral("4.123 aaaaab")}));
        fixture.document.undoStack()->undo();
        QCOMPARE(rowsOf(ranking).first(), QString::fromUtf8("11.3° aaaaab"));
    }

    void tokens()
    {
        const auto embedder = std::make_shared<LetterTokens>();
        Document document([embedder](const std::string &) -> Result<std::shared_ptr<const Embedder>> {
            return std::shared_ptr<const Embedder>(embedder);
        });
        TokenModel model(document);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(!model.reason().isEmpty());
        document.addTexts({QStringLiteral("cat")});
        model.setText(document.corpus().texts[0].id);
        QTRY_COMPARE(model.rowCount(), 4);
        QVERIFY(model.reason().isEmpty());
        QCOMPARE(model.index(1).data().toString(), QStringLiteral("cat"));
        QCOMPARE(model.index(1).data(TokenModel::TokenIdRole).toInt(), 3);
        QVERIFY(model.index(0).data(TokenModel::IsSpecialRole).toBool());
        QVERIFY(model.index(2).data(TokenModel::ContinuesRole).toBool());
        document.editText(document.corpus().texts[0].id, QStringLiteral("horse"));
        QCOMPARE(model.index(1).data().toString(), QStringLiteral("horse"));
        document.removeTexts({document.corpus().texts[0].id});
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_GUILESS_MAIN(TestExplorationModels)
#include "tst_exploration_models.moc"
