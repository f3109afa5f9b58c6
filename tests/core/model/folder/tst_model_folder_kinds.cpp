#include "core/model/bert_encoder.h"
#include "core/model/folder/model_folder.h"

#include "tests/core/model/model_test_files.h"

#include <QSet>
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

// What tst_model_folder.cpp is for the first kind of folder, for the others.
class TestModelFolderKinds : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // A plain folder of transformers, without modules.json: the mean over tokens, and nothing after it.
    void readsAPlainFolder()
    {
        const ModelCopy copy;
        copy.remove("modules.json");
        const auto model = openModelFolder(copy.folder());
        QVERIFY2(model, model ? "" : model.error().detail.c_str());
        QVERIFY(model->modules.empty());
        QCOMPARE(model->config.pooling, std::vector<PoolingMode>{PoolingMode::Mean});
    }

    void longestInput_data()
    {
        QTest::addColumn<QByteArray>("transformer");
        QTest::addColumn<QByteArray>("tokenizer");
        QTest::addColumn<int>("expected");
        const QByteArray none = "{}";
        QTest::newRow("nothing said") << none << none << 32;
        QTest::newRow("of the transformer")
            << QByteArray(R"({"max_seq_length": 12})") << QByteArray(R"({"model_max_length": 20})") << 12;
        QTest::newRow("of the tokenizer")
            << QByteArray(R"({"max_seq_length": null})") << QByteArray(R"({"model_max_length": 20})") << 20;
        QTest::newRow("no limit") << none << QByteArray(R"({"model_max_length": 1000000000000000019884624838656})")
                                  << 32;
        QTest::newRow("beyond the positions") << QByteArray(R"({"max_seq_length": 512})") << none << 32;
    }
    void longestInput()
    {
        QFETCH(QByteArray, transformer);
        QFETCH(QByteArray, tokenizer);
        QFETCH(int, expected);
        const ModelCopy copy;
        copy.write("sentence_bert_config.json", transformer);
        copy.write("tokenizer_config.json", tokenizer);
        const auto model = openModelFolder(copy.folder());
        QVERIFY2(model, model ? "" : model.error().detail.c_str());
        QCOMPARE(static_cast<int>(model->maxTokens), expected);
    }

    // What each refusal says: file, whole content, code, a part of the sentence.
    void refused_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("says");
        const int damaged = static_cast<int>(Errc::ModelDamaged);
        const int unsupported = static_cast<int>(Errc::ModelUnsupported);
        const auto row = [](const char *name, const char *file, const QByteArray &content, int code, const char *says) {
            QTest::newRow(name) << QString(file) << content << code << QString(says);
        };
        for (const auto &[type, shown] : {std::pair{"roberta", "RoBERTa"}, std::pair{"mpnet", "MPNet"},
                                          std::pair{"t5", "T5"}, std::pair{"modernbert", "ModernBERT"}})
            QTest::newRow(type) << QString("config.json") << QByteArray("{\"model_type\": \"") + type + "\"}"
                                << unsupported
                                << QString("this is a ") + shown + " model; BERT, DistilBERT and XLM-RoBERTa are known";
        const char *const modules = "modules.json";
        const auto list = [](const char *third) {
            return QByteArray(R"([{"path": "", "type": "sentence_transformers.models.Transformer"},
                {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}, )") +
                   third + "]";
        };
        row("a module of its own", modules, list(R"({"path": "", "type": "custom_st.Normalize"})"), unsupported,
            "\"custom_st.Normalize\", which brings a program of its own");
        row("CNN", modules, list(R"({"path": "2", "type": "sentence_transformers.models.CNN"})"), unsupported,
            "a module of type \"sentence_transformers.models.CNN\"");
        row("Dense without files", modules,
            list(R"({"path": "2_Dense", "type": "sentence_transformers.models.Dense"})"),
            static_cast<int>(Errc::ModelMissing), "2_Dense/config.json");
        row("Dense outside", modules, list(R"({"path": "../x", "type": "sentence_transformers.models.Dense"})"),
            damaged, "leaves the folder");
        const char *const pooling = "1_Pooling/config.json";
        row("pooling of another kind", pooling, R"({"embedding_dimension": 40, "pooling_mode": "median"})", unsupported,
            "pooling_mode is \"median\"");
        row("no kind of pooling", pooling, R"({"embedding_dimension": 40, "pooling_mode": []})", damaged,
            "pooling_mode");
        row("a flag of another kind", pooling,
            R"({"word_embedding_dimension": 40, "pooling_mode_median_tokens": true})", unsupported,
            "pooling by pooling_mode_median_tokens");
        row("width of another model", pooling, R"({"embedding_dimension": 41, "pooling_mode": "mean"})", damaged,
            "embedding_dimension is 41; expected 40 to 40");
        const char *const transformer = "sentence_bert_config.json";
        row("another task", transformer, R"({"transformer_task": "fill-mask"})", unsupported,
            "transformer_task is \"fill-mask\"");
        row("another output", transformer, R"({"module_output_name": "sentence_embedding"})", unsupported,
            "module_output_name");
        row("several vectors", transformer, R"({"query_length": 32})", unsupported, "query_length is set");
        row("no length", transformer, R"({"max_seq_length": 0})", damaged, "max_seq_length is 0");
        row("length of another type", transformer, R"({"max_seq_length": "256"})", damaged,
            "max_seq_length is not a whole number");
        const char *const prompts = "config_sentence_transformers.json";
        row("prompts in a list", prompts, R"({"prompts": []})", damaged, "prompts is not an object");
        row("a prompt that is none", prompts, R"({"prompts": {"query": 7}})", damaged, "prompts: \"query\"");
        row("a default that is none", prompts, R"({"prompts": {}, "default_prompt_name": "x"})", damaged,
            "default_prompt_name is \"x\", which is no prompt");
        row("a number that is none", "tokenizer_config.json", R"({"do_lower_case": 1e400})", damaged,
            "not well-formed JSON");
        row("a tokenizer in Python", "tokenizer_config.json", R"({"tokenizer_class": "BertJapaneseTokenizer"})",
            unsupported, "tokenizer_class is \"BertJapaneseTokenizer\", and there is no tokenizer.json");
        row("another tokenizer", "tokenizer.json", R"({"model": {"type": "BPE", "vocab": {}}})", unsupported,
            "model is BPE");
    }
    void refused()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, content);
        QFETCH(int, code);
        QFETCH(QString, says);
        const ModelCopy copy;
        copy.write(file, content);
        const Error error = faultOf(copy);
        QVERIFY2(QString::fromStdString(error.detail).contains(says), error.detail.c_str());
        QCOMPARE(static_cast<int>(error.code), code);
    }

    void promptsThatPoolingLeavesOut()
    {
        const ModelCopy copy;
        copy.setField("1_Pooling/config.json", "include_prompt", false);
        QCOMPARE(faultOf(copy).detail, std::string("accepted"));
        copy.write("config_sentence_transformers.json", R"({"prompts": {"query": "q: "}})");
        QVERIFY(QString::fromStdString(faultOf(copy).detail).contains("include_prompt"));
    }

    // tokenizer_config.json counts against tokenizer.json, as in transformers.
    void flagsOfTheTokenizer()
    {
        const ModelCopy copy(QStringLiteral(EMBEDSCOPE_TESTS_DIR "/reference/model_kinds/st6-everything"));
        const auto ids = [&](std::string_view text) {
            const auto model = openModelFolder(copy.folder());
            return model ? model->tokenizer->encode(text, 32).ids : std::vector<std::int32_t>();
        };
        QVERIFY(ids("The cat").size() == 4 && ids("The cat") != ids("the cat"));
        copy.setField("tokenizer_config.json", "do_lower_case", true);
        QVERIFY(ids("The cat").size() == 4 && ids("The cat") == ids("the cat"));
        copy.setField("tokenizer_config.json", "tokenizer_class", "PreTrainedTokenizerFast");
        QVERIFY(ids("The cat") != ids("the cat"));
    }

    void capitalsThatASettingTakesAway()
    {
        const ModelCopy copy;
        copy.setField("sentence_bert_config.json", "do_lower_case", true);
        QCOMPARE(faultOf(copy).detail, std::string("accepted")); // they are gone already
        copy.setField("tokenizer_config.json", "do_lower_case", false);
        QCOMPARE(faultOf(copy).detail, std::string("do_lower_case with a tokenizer that keeps capitals"));
    }

    void shards()
    {
        const QString source = QStringLiteral(EMBEDSCOPE_TESTS_DIR "/reference/model_kinds/plain-sharded-bf16");
        const QString index = "model.safetensors.index.json";
        const auto mapOf = [&](const ModelCopy &copy) {
            return QJsonDocument::fromJson(copy.read(index)).object()["weight_map"].toObject();
        };
        const auto write = [&](const ModelCopy &copy, const QJsonObject &map) {
            copy.setField(index, "weight_map", map);
        };
        {
            const ModelCopy copy(source);
            QCOMPARE(faultOf(copy).detail, std::string("accepted"));
            QSet<QString> files;
            const QJsonObject map = mapOf(copy);
            for (const auto &file : map)
                files.insert(file.toString());
            QVERIFY(files.size() > 1);
            for (const QString &file : files) {
                const ModelCopy without(source);
                without.remove(file);
                QCOMPARE(faultOf(without).code, Errc::ModelMissing);
                QCOMPARE(faultOf(without).detail, file.toStdString());
                const ModelCopy cut(source);
                cut.write(file, copy.read(file).chopped(1));
                QVERIFY(QString::fromStdString(faultOf(cut).detail).contains("cut off"));
                QVERIFY(QString::fromStdString(faultOf(cut).path).endsWith(file));
            }
        }
        const QString tensor = "encoder.layer.1.output.dense.weight";
        for (const QString file : {"../model.safetensors", "/etc/passwd", "a/b", "", ".", "..", "C:x", "outside"}) {
            const ModelCopy copy(source);
            QFile::link("/etc/passwd", copy.path("outside"));
            QJsonObject map = mapOf(copy);
            QVERIFY(map.contains(tensor));
            map[tensor] = file;
            write(copy, map);
            const Error error = faultOf(copy);
            QCOMPARE(error.code, Errc::ModelDamaged);
            QVERIFY2(QString::fromStdString(error.detail).contains("leaves the folder"), error.detail.c_str());
            QVERIFY(QString::fromStdString(error.detail).startsWith(tensor));
        }
        const ModelCopy moved(source);
        QJsonObject map = mapOf(moved);
        map[tensor] = map["embeddings.word_embeddings.weight"];
        write(moved, map);
        QVERIFY2(QString::fromStdString(faultOf(moved).detail).startsWith(tensor + " is not in model-0"),
                 faultOf(moved).detail.c_str());
        map = mapOf(ModelCopy(source));
        map.remove(tensor);
        write(moved, map);
        QCOMPARE(faultOf(moved).detail, (tensor + " is missing").toStdString());
        moved.write(index, R"({"weight_map": {"a": 1}})");
        QVERIFY(QString::fromStdString(faultOf(moved).detail).contains("its file is not a name"));
        moved.write(index, "{}");
        QCOMPARE(faultOf(moved).detail, std::string("weight_map is missing"));
    }

    void otherKindsOfWeights_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("says");
        QTest::newRow("pickle")
            << "pytorch_model.bin"
            << "has only pytorch_model.bin, a Python pickle, which can run code; only safetensors are read";
        QTest::newRow("gguf") << "model-q8.gguf" << "has only model-q8.gguf, weights for llama.cpp";
        QTest::newRow("onnx") << "model.onnx" << "has only model.onnx; only safetensors are read";
        QTest::newRow("keras") << "tf_model.h5" << "has only tf_model.h5";
    }
    void otherKindsOfWeights()
    {
        QFETCH(QString, file);
        QFETCH(QString, says);
        const ModelCopy copy;
        copy.remove("model.safetensors");
        copy.write(file, "\x80\x02.");
        const Error error = faultOf(copy);
        QCOMPARE(error.code, Errc::ModelUnsupported);
        QVERIFY2(QString::fromStdString(error.detail).contains(says), error.detail.c_str());
        QVERIFY(QString::fromStdString(error.path).endsWith(file));
    }

    void aFolderOfLlamaCpp()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath("nomic.gguf"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        const auto model = openModelFolder(folder.path().toStdString());
        QVERIFY(!model);
        QCOMPARE(model.error().code, Errc::ModelUnsupported);
        QVERIFY(QString::fromStdString(model.error().detail).startsWith("this is a GGUF model"));
    }

    void damagedDense()
    {
        const QString source = QStringLiteral(EMBEDSCOPE_TESTS_DIR "/reference/model_kinds/st5-max-dense");
        const QString weights = "2_Dense/model.safetensors";
        const QString config = "2_Dense/config.json";
        const auto says = [&](const auto &damage) {
            const ModelCopy copy(source);
            damage(copy);
            return QString::fromStdString(faultOf(copy).detail);
        };
        QCOMPARE(says([](const ModelCopy &) {}), QString("accepted"));
        QCOMPARE(says([&](const ModelCopy &c) { c.replace(weights, "linear.bias", "linear.bios"); }),
                 QString("linear.bias is missing"));
        QVERIFY(says([&](const ModelCopy &c) { c.write(weights, c.read(weights).chopped(1)); }).contains("cut off"));
        QVERIFY(says([&](const ModelCopy &c) { c.setField(config, "in_features", 15); }).contains("in_features is 15"));
        QCOMPARE(says([&](const ModelCopy &c) { c.setField(config, "out_features", 11); }),
                 QString("linear.weight is F32 [10, 16]; the configuration asks for F32 [11, 16]"));
        QVERIFY(says([&](const ModelCopy &c) {
                    c.setField(config, "activation_function", "os.system");
                }).contains("activation_function is \"os.system\""));
        QVERIFY(says([&](const ModelCopy &c) {
                    c.setField(config, "module_input_name", "token_embeddings");
                }).contains("module_input_name"));
        QVERIFY(says([&](const ModelCopy &c) {
                    c.remove(weights);
                    c.write("2_Dense/pytorch_model.bin", "x");
                }).contains("Python pickle"));
    }
};

QTEST_GUILESS_MAIN(TestModelFolderKinds)
#include "tst_model_folder_kinds.moc"
