#include "tests/ui/state/document/document_support.h"
#include "ui/models/number_text.h"
#include "ui/models/text_filter_proxy.h"
#include "ui/models/text_list_model.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QLocale>
#include <QSignalSpy>
#include <QTest>

#include <chrono>
#include <set>
#include <thread>

using namespace embedscope;
using namespace embedscope::test;

class TestTextListModel : public QObject
{
    Q_OBJECT
private:
    static QStringList rowsOf(const QAbstractItemModel &model)
    {
        QStringList rows;
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex index = model.index(row, 0);
            rows << QStringLiteral("%1 %2 %3%4")
                        .arg(index.data().toString(), index.data(TextListModel::SimilarityTextRole).toString(),
                             index.data(TextListModel::RankRole).toString(),
                             index.data(TextListModel::IsAnchorRole).toBool()        ? QStringLiteral(" anchor")
                             : index.data(TextListModel::IsMostSimilarRole).toBool() ? QStringLiteral(" most similar")
                                                                                     : QString());
        }
        return rows;
    }

private Q_SLOTS:
    void numbers()
    {
        QLocale::setDefault(QLocale(QLocale::German));
        QCOMPARE(similarityText(0.59749), QStringLiteral("0.597"));
        QCOMPARE(similarityText(1.0), QStringLiteral("1.000"));
        QCOMPARE(similarityText(-0.00004), QStringLiteral("0.000"));
        QCOMPARE(similarityText(-0.5), QStringLiteral("\u22120.500")); // a minus, not a hyphen
        QCOMPARE(similarityText({}), QString(QChar(0x2013)));
        QLocale::setDefault(QLocale::c());
    }

    void rowsAndSignals()
    {
        DocumentFixture fixture;
        TextListModel model(fixture.document);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);

        fixture.document.addTexts(
            {QStringLiteral("aab"), QStringLiteral("aac"), QStringLiteral("abb"), QStringLiteral("zzz")});
        QCOMPARE(inserted.size(), 1);
        QVERIFY(fixture.settle());
        QCOMPARE(rowsOf(model),
                 (QStringList{QStringLiteral("aab 1.000 0 anchor"), QStringLiteral("aac 0.800 1 most similar"),
                              QStringLiteral("abb 0.800 2"), QStringLiteral("zzz 0.000 3")}));

        fixture.document.addTexts({QStringLiteral("x"), QStringLiteral("y")}, 1);
        QCOMPARE(inserted.last().at(1).toInt(), 1);
        QCOMPARE(inserted.last().at(2).toInt(), 2);
        fixture.document.removeTexts({fixture.id(1), fixture.id(2), fixture.id(5)});
        QCOMPARE(removed.size(), 2); // two runs
        fixture.document.undoStack()->undo();
        QCOMPARE(model.rowCount(), 6);
        QCOMPARE(model.index(5, 0).data().toString(), QStringLiteral("zzz"));

        QVERIFY(fixture.settle());
        inserted.clear();
        removed.clear();
        fixture.document.setAnchor(fixture.id(5));
        fixture.document.editText(fixture.id(0), QStringLiteral("zz"));
        QVERIFY(fixture.settle());
        QVERIFY(model.index(5, 0).data(TextListModel::IsAnchorRole).toBool());
        QCOMPARE(model.index(0, 0).data(TextListModel::SimilarityTextRole).toString(), QStringLiteral("1.000"));
        QCOMPARE(inserted.size() + removed.size() + reset.size(), 0);

        fixture.document.openCorpus(readOf({"new"}), QStringLiteral("file"));
        QCOMPARE(model.rowCount(), 1);
        fixture.document.undoStack()->undo();
        QCOMPARE(model.rowCount(), 6);
    }

    void onlyWhatChangedIsTold()
    {
        DocumentFixture fixture;
        TextListModel model(fixture.document);
        fixture.document.addTexts({QStringLiteral("aab"), QStringLiteral("ccc"), QStringLiteral("ddd")});
        QVERIFY(fixture.settle());
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        fixture.document.setTruthLines(true);
        QCOMPARE(changed.size(), 0);
        fixture.document.editText(fixture.id(1), QStringLiteral("ccd"));
        for (const QList<QVariant> &change : changed)
            QCOMPARE(change.at(0).toModelIndex().row(), 1);
        QVERIFY(changed.size() >= 1);
    }

    /// While a long list is computed its rows are there at once, with their texts, and are not told of all the time.
    void aLongListIsThereAtOnce()
    {
        DocumentFixture fixture;
        TextListModel model(fixture.document);
        fixture.fake->onRow = [](std::size_t) { std::this_thread::sleep_for(std::chrono::milliseconds(4)); };
        std::vector<std::string> texts;
        for (int i = 0; i < 400; ++i)
            texts.push_back("text number " + std::to_string(i));
        fixture.document.openCorpus(readOf(texts), QStringLiteral("long"));
        QCOMPARE(model.rowCount(), 400);
        QCOMPARE(model.index(399).data().toString(), QStringLiteral("text number 399"));
        QCOMPARE(model.index(399).data(TextListModel::StateRole).toInt(), static_cast<int>(VectorState::Pending));
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy vectors(&fixture.document, &Document::vectorsChanged);
        std::set<qsizetype> told; // after which of those
        connect(&model, &QAbstractItemModel::dataChanged, &model, [&] { told.insert(vectors.size()); });
        QElapsedTimer clock;
        clock.start();
        QVERIFY(fixture.settle());
        QVERIFY(vectors.size() >= 12);
        const auto allowed = static_cast<std::size_t>(clock.elapsed() / 700 + 5); // the stages are told at once
        QVERIFY2(told.size() <= allowed, qPrintable(QString::number(told.size())));
        QCOMPARE(reset.size(), 0);
        QCOMPARE(model.index(399).data(TextListModel::StateRole).toInt(), static_cast<int>(VectorState::Ready));
    }

    void editedThroughTheModel()
    {
        DocumentFixture fixture;
        TextListModel model(fixture.document);
        fixture.document.addTexts({QStringLiteral("cat")});
        QVERIFY(model.setData(model.index(0, 0), QStringLiteral("dog")));
        QCOMPARE(fixture.document.corpus().texts[0].text, std::string("dog"));
        QVERIFY(!model.setData(model.index(0, 0), QStringLiteral("no"), Qt::ToolTipRole));
    }

    void reasons()
    {
        DocumentFixture fixture;
        TextListModel model(fixture.document);
        fixture.document.addTexts(
            {QStringLiteral("ok"), QStringLiteral("fail"), QStringLiteral(" "), QStringLiteral("zero")});
        QVERIFY(fixture.settle());
        QVERIFY(model.index(0, 0).data(TextListModel::ReasonRole).toString().isEmpty());
        QVERIFY(model.index(1, 0).data(TextListModel::ReasonRole).toString().contains(QStringLiteral("asked to fail")));
        QVERIFY(!model.index(2, 0).data(TextListModel::ReasonRole).toString().isEmpty());
        QCOMPARE(model.index(3, 0).data(TextListModel::SimilarityTextRole).toString(), QString(QChar(0x2013)));
        QVERIFY(!model.index(3, 0).data(TextListModel::SimilarityRole).isValid());
    }

    void sortedAndFound()
    {
        DocumentFixture fixture;
        TextListModel model(fixture.document);
        TextFilterProxy proxy;
        proxy.setSourceModel(&model);
        QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        fixture.document.addTexts({QStringLiteral("aab"), QStringLiteral("zzz"), QStringLiteral("aac"),
                                   QStringLiteral(" "), QStringLiteral("Abb")});
        QVERIFY(fixture.settle());
        const auto texts = [&] {
            QStringList list;
            for (int row = 0; row < proxy.rowCount(); ++row)
                list << proxy.index(row, 0).data().toString();
            return list.join(QLatin1Char('|'));
        };
        QCOMPARE(texts(), QStringLiteral("aab|zzz|aac| |Abb"));
        proxy.setOrder(TextFilterProxy::Order::Similarity);
        QCOMPARE(texts(), QStringLiteral("aab|aac|Abb|zzz| "));
        fixture.document.setAnchor(fixture.id(1));
        QCOMPARE(proxy.index(0, 0).data().toString(), QStringLiteral("zzz"));
        proxy.setOrder(TextFilterProxy::Order::Alphabet);
        proxy.setFind(QStringLiteral("AB"));
        QCOMPARE(texts(), QStringLiteral("aab|Abb"));
        proxy.setFind({});
        proxy.setOrder(TextFilterProxy::Order::Position);
        QCOMPARE(texts(), QStringLiteral("aab|zzz|aac| |Abb"));
    }
};

QTEST_GUILESS_MAIN(TestTextListModel)
#include "tst_text_list_model.moc"
