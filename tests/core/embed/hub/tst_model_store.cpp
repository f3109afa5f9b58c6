#include "core/embed/hub/model_store.h"

#include "core/embed/open_embedder.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace embedscope;
namespace fs = std::filesystem;

namespace {

const std::string kTiny = EMBEDSCOPE_TESTS_DIR "/reference/model_tiny";

struct Fixture
{
    QTemporaryDir folder;
    std::string models = folder.filePath(QStringLiteral("data/models")).toStdString();
    ModelStore store{models};

    QStringList entries() const
    {
        return QDir(QString::fromStdString(models)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }
};

} // namespace

class TestModelStore : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void filesOfAModel()
    {
        for (const char *good :
             {"config.json", "model.safetensors", "1_Pooling/config.json", "2_Dense/model.safetensors",
              "model-00001-of-00002.safetensors", "vocab.txt", "LICENSE"})
            QVERIFY2(isModelFile(good), good);
        for (const char *bad : {"", "pytorch_model.bin", "../config.json", "/config.json", "onnx/model.onnx",
                                "a/b/config.json", "1_Pooling/../config.json", "model-1-of-x.safetensors",
                                "model-.safetensors", "1_Pooling/", "1_/config.json", "x.pkl", "openvino/config.json"})
            QVERIFY2(!isModelFile(bad), bad);
    }

    void names()
    {
        for (const char *good : {"all-MiniLM-L6-v2", "bge_small.en", "7b"})
            QVERIFY2(ModelStore::isGoodName(good), good);
        for (const char *bad : {"", ".", "..", ".x", "-x", "a/b", "a\\b", "a b", "noise", "a\n", "/etc", "ü"})
            QVERIFY2(!ModelStore::isGoodName(bad), bad);
        QVERIFY(!ModelStore::isGoodName(std::string(129, 'a')));
    }

    void addListRemove()
    {
        Fixture f;
        QVERIFY(f.store.list({f.models}).empty());
        const auto added = f.store.add(kTiny);
        QVERIFY2(added.hasValue(), added ? "" : added.error().detail.c_str());
        QCOMPARE(added->name, std::string("model_tiny"));
        QVERIFY(added->own && !added->fault && added->dimensions > 0 && added->bytes > 0);
        QVERIFY(added->origin && added->origin->id == fs::canonical(kTiny).string());
        QCOMPARE(f.entries(), QStringList({QStringLiteral("model_tiny")}));

        const auto opened = openEmbedder("model_tiny", {f.models});
        QVERIFY(opened);
        QCOMPARE((*opened)->dimensions(), added->dimensions);
        const std::string_view text = "a cat";
        const auto here = embedAll(**opened, std::span(&text, 1));
        const auto there = embedAll(**openEmbedder(kTiny, {}), std::span(&text, 1));
        QVERIFY(here && there && *here == *there);

        // Twice the same name: refused, the first stays. Another name will do.
        QCOMPARE(f.store.add(kTiny).error().code, Errc::InvalidArgument);
        QVERIFY(f.store.add(kTiny + "/", "second"));
        const auto all = f.store.list({f.models});
        QCOMPARE(all.size(), std::size_t{2});
        QCOMPARE(all[0].name, std::string("model_tiny"));
        QCOMPARE(all[1].name, std::string("second"));

        QVERIFY(f.store.remove("model_tiny"));
        QCOMPARE(f.store.remove("model_tiny").error().code, Errc::ModelMissing);
        QVERIFY(f.store.remove("model_tiny").error().detail.find("second") != std::string::npos);
        QCOMPARE(f.entries(), QStringList({QStringLiteral("second")}));
    }

    void whatIsNoModelLeavesNothing()
    {
        Fixture f;
        QTemporaryDir damaged;
        fs::copy(kTiny, damaged.path().toStdString(), fs::copy_options::recursive);
        const QString weights = damaged.filePath(QStringLiteral("model.safetensors"));
        QFile file(weights);
        QVERIFY(file.resize(file.size() - 100));
        QVERIFY(!f.store.add(damaged.path().toStdString(), "damaged"));
        QVERIFY(file.remove());
        QVERIFY(!f.store.add(damaged.path().toStdString(), "damaged"));
        QVERIFY(!f.store.add(f.folder.path().toStdString(), "empty"));
        QCOMPARE(f.store.add("/nowhere/at/all").error().code, Errc::ModelMissing);
        QCOMPARE(f.store.add(kTiny, "../out").error().code, Errc::InvalidArgument);
        QCOMPARE(f.store.add(kTiny, "noise").error().code, Errc::InvalidArgument);
        QVERIFY(f.entries().isEmpty());
    }

    // Promise B11: a name is never a way out of the folder.
    void removeStaysInside()
    {
        Fixture f;
        QVERIFY(f.store.add(kTiny));
        const std::string outside = f.folder.filePath(QStringLiteral("data/precious")).toStdString();
        fs::create_directories(outside);
        for (const char *name : {"../precious", "..", ".", "", "model_tiny/..", "/tmp"})
            QCOMPARE(f.store.remove(name).error().code, Errc::InvalidArgument);
        // A link in the folder is not followed.
        fs::create_directory_symlink(outside, f.models + "/link");
        QCOMPARE(f.store.remove("link").error().code, Errc::ModelMissing);
        QVERIFY(fs::exists(outside));
    }

    void workInProgressIsNotListed()
    {
        Fixture f;
        const auto work = f.store.workFolder("new");
        QVERIFY(work);
        fs::copy(kTiny, *work, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
        QVERIFY(f.store.list({f.models}).empty());
        QCOMPARE(listEmbedders({f.models}), std::vector<std::string>({"noise"}));
        QVERIFY(f.store.install(*work, "new", {"org/new", "hub.example.org", "mit", "abc"}));
        const auto models = f.store.list({f.models});
        QCOMPARE(models.size(), std::size_t{1});
        QCOMPARE(models[0].origin->licence, std::string("mit"));
        QCOMPARE(f.entries(), QStringList({QStringLiteral("new")}));
    }

    void aDamagedOneIsListedWithItsFault()
    {
        Fixture f;
        QVERIFY(f.store.add(kTiny));
        QVERIFY(QFile::remove(QString::fromStdString(f.models + "/model_tiny/model.safetensors")));
        const auto models = f.store.list({f.models});
        QCOMPARE(models.size(), std::size_t{1});
        QVERIFY(models[0].fault.has_value());
        QVERIFY(f.store.remove("model_tiny"));
    }

    void cancelled()
    {
        Fixture f;
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(f.store.add(kTiny, {}, RunControl{stop.get_token()}).error().code, Errc::Cancelled);
        QVERIFY(f.entries().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestModelStore)
#include "tst_model_store.moc"
