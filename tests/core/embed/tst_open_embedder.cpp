#include "core/embed/open_embedder.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace embedscope;

class TestOpenEmbedder : public QObject
{
    Q_OBJECT
    const std::vector<std::string> m_folders{"/nonexistent", EMBEDSCOPE_RESOURCES_DIR "/models"};

private Q_SLOTS:
    void byName()
    {
        QCOMPARE((*openEmbedder("noise", m_folders))->name(), std::string("noise"));
        const auto model = openEmbedder(kDefaultModel, m_folders);
        QVERIFY2(model, model ? "" : model.error().detail.c_str());
        QCOMPARE((*model)->name(), std::string(kDefaultModel));
    }

    void byFolder()
    {
        for (const char *suffix : {"", "/"}) {
            const auto model = openEmbedder(std::string(EMBEDSCOPE_TESTS_DIR "/reference/model_tiny") + suffix, {});
            QVERIFY2(model, model ? "" : model.error().detail.c_str());
            QCOMPARE((*model)->name(), std::string("model_tiny"));
            QCOMPARE((*model)->dimensions(), std::size_t{40});
        }
    }

    void unknownNamesSayWhatThereIs()
    {
        for (const std::string name : {"", "no-such-model", "../models/all-MiniLM-L6-v2-", ".."}) {
            const auto model = openEmbedder(name, m_folders);
            QVERIFY(!model);
            QCOMPARE(model.error().code, Errc::ModelMissing);
        }
        const auto model = openEmbedder("no-such-model", m_folders);
        QVERIFY(QString::fromStdString(model.error().detail).contains("all-MiniLM-L6-v2, noise"));
    }

    void lists()
    {
        QCOMPARE(listEmbedders(m_folders), (std::vector<std::string>{"all-MiniLM-L6-v2", "noise"}));
        QCOMPARE(listEmbedders({}), std::vector<std::string>{"noise"});
        QVERIFY(!standardModelFolders().empty());
    }

    void aFolderThatIsNoModel()
    {
        QTemporaryDir folder;
        const auto model = openEmbedder(folder.path().toStdString(), m_folders);
        QCOMPARE(model.error().code, Errc::ModelMissing);
        QCOMPARE(model.error().detail, std::string("config.json"));
    }
};

QTEST_GUILESS_MAIN(TestOpenEmbedder)
#include "tst_open_embedder.moc"
