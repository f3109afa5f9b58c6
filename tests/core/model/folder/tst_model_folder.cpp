#include "core/model/bert_encoder.h"
#include "core/model/folder/model_folder.h"

#include "tests/core/model/model_test_files.h"

#include <QJsonArray>
#include <QTest>

using namespace embedscope;

namespace {

// What opening the folder and loading its weights says.
Error faultOf(const ModelCopy &copy)
{
    auto model = openModelFolder(copy.folder());
    if (!model)
        return model.error();
    ThreadPool pool(1);
    const auto encoder = BertEncoder::load(model->config, std::move(model->weights), pool);
    return encoder ? makeError(Errc::Internal, "accepted") : encoder.error();
}

} // namespace

class TestModelFolder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsTheTinyModel()
    {
        const ModelCopy copy;
        const auto model = openModelFolder(copy.folder());
        QVERIFY2(model, model ? "" : model.error().detail.c_str());
        QCOMPARE(model->name, std::string("tiny"));
        QCOMPARE(model->config.hidden, std::size_t{40});
        QCOMPARE(model->config.heads, std::size_t{5});
        QCOMPARE(model->config.intermediate, std::size_t{72});
        QCOMPARE(model->maxTokens, std::size_t{24});
        QCOMPARE(model->modules.size(), std::size_t{1});
        QVERIFY(std::holds_alternative<NormalizeModule>(model->modules[0]));
        QCOMPARE(model->dimensions, std::size_t{40});
        QVERIFY(!model->selfTest);
        QCOMPARE(model->tokenizer->vocabularySize(), model->config.vocabulary);
    }

    void readsTheShippedModel()
    {
        const auto model = openModelFolder(EMBEDSCOPE_RESOURCES_DIR "/models/all-MiniLM-L6-v2");
        QVERIFY2(model, model ? "" : model.error().detail.c_str());
        QCOMPARE(model->config, BertConfig());
        // sentence_bert_config.json: 256, and its do_lower_case false is no word about the tokenizer.
        QCOMPARE(model->maxTokens, std::size_t{256});
        QCOMPARE(model->tokenizer->encode("Cat", 256).ids, model->tokenizer->encode("cat", 256).ids);
        QVERIFY(model->selfTest);
    }

    void missingFiles_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"config.json", "1_Pooling/config.json", "vocab.txt", "model.safetensors"})
            QTest::newRow(name) << name;
    }
    void missingFiles()
    {
        QFETCH(QString, name);
        const ModelCopy copy;
        copy.remove(name);
        const Error error = faultOf(copy);
        QCOMPARE(error.code, Errc::ModelMissing);
        QCOMPARE(QString::fromStdString(error.detail), name);
        QCOMPARE(QString::fromStdString(error.path), copy.path(name));
    }

    void missingFolder()
    {
        QCOMPARE(openModelFolder("/nonexistent/model").error().code, Errc::ModelMissing);
        const ModelCopy copy;
        QCOMPARE(openModelFolder(copy.path("vocab.txt").toStdString()).error().code, Errc::ModelMissing);
    }

    void lyingConfig_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("says");
        const int damaged = static_cast<int>(Errc::ModelDamaged);
        const int unsupported = static_cast<int>(Errc::ModelUnsupported);
        QTest::newRow("heads do not divide")
            << "num_attention_heads" << QJsonValue(7) << damaged << "num_attention_heads";
        QTest::newRow("no heads") << "num_attention_heads" << QJsonValue(0) << damaged << "num_attention_heads";
        QTest::newRow("no width") << "hidden_size" << QJsonValue(0) << damaged << "hidden_size";
        QTest::newRow("other width") << "hidden_size" << QJsonValue(80) << damaged << "word_embedding_dimension";
        QTest::newRow("negative") << "hidden_size" << QJsonValue(-40) << damaged << "hidden_size";
        QTest::newRow("gigantic") << "intermediate_size" << QJsonValue(1e15) << damaged << "intermediate_size";
        QTest::newRow("a word") << "num_hidden_layers" << QJsonValue("two") << damaged << "num_hidden_layers";
        QTest::newRow("more layers") << "num_hidden_layers" << QJsonValue(3) << damaged << "encoder.layer.2.";
        QTest::newRow("other middle") << "intermediate_size" << QJsonValue(96) << damaged
                                      << "encoder.layer.0.intermediate.dense.weight is F32 [72, 40]";
        QTest::newRow("more words") << "vocab_size" << QJsonValue(1000) << damaged << "vocab_size";
        QTest::newRow("more places") << "max_position_embeddings" << QJsonValue(64) << damaged << "position_embeddings";
        QTest::newRow("roberta") << "model_type" << QJsonValue("roberta") << unsupported << "this is a RoBERTa model";
        QTest::newRow("unknown type") << "model_type" << QJsonValue("zebra") << unsupported
                                      << "this is a \"zebra\" model";
        QTest::newRow("silu") << "hidden_act" << QJsonValue("silu") << unsupported << "hidden_act is \"silu\"";
        QTest::newRow("epsilon") << "layer_norm_eps" << QJsonValue(-1) << damaged << "layer_norm_eps";
        QTest::newRow("relative places") << "position_embedding_type" << QJsonValue("relative_key") << unsupported
                                         << "position_embedding_type";
    }
    void lyingConfig()
    {
        QFETCH(QString, field);
        QFETCH(QJsonValue, value);
        QFETCH(int, code);
        QFETCH(QString, says);
        const ModelCopy copy;
        copy.setField("config.json", field, value);
        const Error error = faultOf(copy);
        QCOMPARE(static_cast<int>(error.code), code);
        QVERIFY2(QString::fromStdString(error.detail).contains(says), error.detail.c_str());
    }

    void brokenJson()
    {
        for (const char *name : {"config.json", "modules.json", "1_Pooling/config.json", "sentence_bert_config.json"})
            for (const QByteArray &bytes :
                 {QByteArray("{"), QByteArray(""), QByteArray("[[1]]"), QByteArray("\xff\xfe"),
                  QByteArray(100'000, '['), QByteArray("{\"a\":").repeated(100'000)}) {
                const ModelCopy copy;
                copy.write(name, bytes);
                const Error error = faultOf(copy);
                QVERIFY2(error.code == Errc::ModelDamaged, qPrintable(QString(name) + ": " + bytes.left(10)));
                QVERIFY(QString::fromStdString(error.path).endsWith(name));
            }
    }

    void damagedWeights()
    {
        const ModelCopy copy;
        const QByteArray whole = copy.read("model.safetensors");
        copy.write("model.safetensors", whole.left(whole.size() - 1));
        Error error = faultOf(copy);
        QCOMPARE(error.code, Errc::ModelDamaged);
        QVERIFY(QString::fromStdString(error.detail).contains("cut off"));
        QVERIFY(QString::fromStdString(error.path).endsWith("model.safetensors"));

        copy.write("model.safetensors",
                   QByteArray(whole).replace("encoder.layer.1.output.dense.bias", "encoder.layer.1.output.dense.bios"));
        QCOMPARE(faultOf(copy).detail, std::string("encoder.layer.1.output.dense.bias is missing"));

        // The same number of bytes under another type.
        QByteArray header = QByteArray(whole);
        const auto at = header.indexOf("\"F32\"", header.indexOf("encoder.layer.0.attention.self.query.weight"));
        copy.write("model.safetensors", header.replace(at, 5, "\"I32\""));
        QCOMPARE(faultOf(copy).detail,
                 std::string("encoder.layer.0.attention.self.query.weight is I32 [40, 40]; only F32, F16, BF16 and our "
                             "I16 can be read"));
    }

    void vocabularyOfAnotherLength()
    {
        const ModelCopy copy;
        copy.write("vocab.txt", copy.read("vocab.txt") + "extra\n");
        const Error error = faultOf(copy);
        QCOMPARE(error.code, Errc::ModelDamaged);
        QVERIFY2(QString::fromStdString(error.detail).contains("vocab_size is"), error.detail.c_str());
        QVERIFY(QString::fromStdString(error.path).endsWith("vocab.txt"));
    }

    void pathsStayInside()
    {
        for (const QByteArray &path :
             {QByteArray("../other"), QByteArray("/etc"), QByteArray("1_Pooling/../../x"), QByteArray("..\\\\x"),
              QByteArray("file:///etc"), QByteArray("C:/x"), QByteArray("outside")}) {
            const ModelCopy copy;
            QFile::link("/etc", copy.path("outside"));
            copy.replace("modules.json", "\"path\": \"1_Pooling\"", "\"path\": \"" + path + "\"");
            const Error error = faultOf(copy);
            QCOMPARE(error.code, Errc::ModelDamaged);
            QVERIFY2(QString::fromStdString(error.detail).contains("leaves the folder"), error.detail.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestModelFolder)
#include "tst_model_folder.moc"
