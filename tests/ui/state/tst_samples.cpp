#include "ui/state/samples.h"

#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace embedscope;

class TestSamples : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shippedOnes()
    {
        const auto samples = readSamples(QStringLiteral(EMBEDSCOPE_RESOURCES_DIR "/samples"));
        QVERIFY(samples);
        QVERIFY(!samples->isEmpty());
        QCOMPARE(samples->first().id, QStringLiteral("cats"));
        QSet<QString> ids;
        for (const Sample &sample : *samples) {
            QVERIFY(QFile::exists(sample.file));
            QVERIFY(!sample.description.isEmpty());
            ids.insert(sample.id);
        }
        QCOMPARE(ids.size(), samples->size());
    }

    void hostileIndex()
    {
        QTemporaryDir folder;
        QFile outside(folder.filePath(QStringLiteral("secret.txt")));
        QVERIFY(outside.open(QIODevice::WriteOnly));
        QFile index(folder.filePath(QStringLiteral("index.json")));
        QVERIFY(index.open(QIODevice::WriteOnly));
        index.write(R"([{"id":"a","title":"A","file":"../x"},{"id":"b","title":"B","file":"/etc/passwd"},7,
            {"id":"c","title":"C","file":"secret.txt","colour":"cluster","clusters":"auto"}])");
        index.close();
        const auto samples = readSamples(folder.path());
        QVERIFY(samples);
        QCOMPARE(samples->size(), 1);
        QCOMPARE(samples->first().colour, ColourMode::Cluster);
        QVERIFY(samples->first().clusters.method == ClusterRecipe::Method::KMeans);
    }

    void errors()
    {
        QTemporaryDir folder;
        QCOMPARE(readSamples(folder.path()).error().code, Errc::FileMissing);
        QFile index(folder.filePath(QStringLiteral("index.json")));
        QVERIFY(index.open(QIODevice::WriteOnly));
        index.write("[\n{]");
        index.close();
        QCOMPARE(readSamples(folder.path()).error().code, Errc::BadJson);
        QCOMPARE(readSamples(folder.path()).error().line, std::int64_t{2});
    }
};

QTEST_GUILESS_MAIN(TestSamples)
#include "tst_samples.moc"
