#include "tests/ui/state/document_support.h"
#include "ui/models/cluster_model.h"
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
        fixture.document.newDocument();
        QCOMPARE(model.rowCount(), 0);
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
