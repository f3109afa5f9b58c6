// Thousands of damaged model folders: each is refused with a reason, or gives vectors; none is a crash, a wait or a
// gigabyte. Deterministic.

#include "core/base/portable_random.h"
#include "core/model/bert_encoder.h"
#include "core/model/folder/model_folder.h"
#include "core/model/tokenizer/character_map.h"
#include "core/model/tokenizer/tokenizer_json.h"

#include "tests/core/model/model_test_files.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <array>

using namespace embedscope;

namespace {

const QString kReference = QStringLiteral(EMBEDSCOPE_TESTS_DIR "/reference/");
constexpr qint64 kLongest = 5000; // milliseconds a mutant

class Mutator
{
public:
    explicit Mutator(std::uint64_t seed) : m_random(seed) {}

    QByteArray mutate(QByteArray bytes)
    {
        static const std::array<QByteArray, 24> kPieces{"null",
                                                        "true",
                                                        "-1",
                                                        "0",
                                                        "1e308",
                                                        "1e400",
                                                        "18446744073709551616",
                                                        "4294967296",
                                                        "2147483648",
                                                        "{}",
                                                        "[]",
                                                        "\"\"",
                                                        "\"..\"",
                                                        "[[[[",
                                                        "}}",
                                                        ",",
                                                        "\"\\u0000\"",
                                                        "\\ud800",
                                                        "\xff\xfe",
                                                        "\xc0\x80",
                                                        "NaN",
                                                        "1.5",
                                                        "\"sentence_transformers.models.Dense\"",
                                                        "999999"};
        const std::size_t times = 1 + below(3);
        for (std::size_t i = 0; i < times && !bytes.isEmpty(); ++i) {
            const auto at = static_cast<qsizetype>(below(static_cast<std::size_t>(bytes.size())));
            const auto length = static_cast<qsizetype>(1 + below(12));
            switch (below(7)) {
            case 0:
                bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
                break;
            case 1:
                bytes.remove(at, length);
                break;
            case 2:
                bytes.insert(
                    at, bytes.mid(static_cast<qsizetype>(below(static_cast<std::size_t>(bytes.size()))), length * 4));
                break;
            case 3:
                bytes.truncate(at);
                break;
            case 4:
                bytes.insert(at, kPieces[below(kPieces.size())]);
                break;
            case 5:
                bytes[at] = static_cast<char>(below(256));
                break;
            default:
                replaceNumber(bytes, at, kPieces[below(kPieces.size())]);
                break;
            }
        }
        return bytes;
    }
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(m_random.below(count)); }

private:
    // The first number or word after a colon beyond `at`.
    static void replaceNumber(QByteArray &bytes, qsizetype at, const QByteArray &piece)
    {
        const qsizetype colon = bytes.indexOf(':', at);
        if (colon < 0)
            return;
        qsizetype end = colon + 1;
        while (end < bytes.size() && bytes[end] != ',' && bytes[end] != '}' && bytes[end] != ']')
            ++end;
        bytes.replace(colon + 1, end - colon - 1, piece);
    }

    PortableRandom m_random;
};

bool isRefusal(const Error &error)
{
    switch (error.code) {
    case Errc::ModelMissing:
    case Errc::ModelUnsupported:
    case Errc::ModelDamaged:
    case Errc::TooLarge:
    case Errc::OutOfMemory:
    case Errc::IsFolder:
        return true;
    default:
        return false;
    }
}

// Opens the folder and, if that goes well, makes a vector. What is wrong with the outcome; empty where nothing is.
QString outcomeOf(const ModelCopy &copy, ThreadPool &pool, std::size_t &accepted)
{
    QElapsedTimer clock;
    clock.start();
    auto model = openModelFolder(copy.folder());
    Error error;
    if (model) {
        const std::string text = "the cat sat";
        const auto ids = model->tokenizer->encode(text, model->maxTokens).ids;
        const BertConfig config = model->config;
        const auto encoder = BertEncoder::load(config, std::move(model->weights), pool);
        if (encoder) {
            ++accepted;
            const std::span<const std::int32_t> span(ids);
            std::vector<float> vector(config.vectorSize());
            BertEncoder::Workspace workspace;
            if (const Status status = encoder->encode({&span, 1}, workspace, vector.data()); status)
                applyModules(model->modules, 1, config.vectorSize(), vector);
            else if (status.error().code != Errc::InvalidArgument)
                return "encode";
            else
                vector.resize(model->dimensions);
            if (vector.size() != model->dimensions)
                return "dimensions";
            return clock.elapsed() > kLongest ? "slow" : "";
        }
        error = encoder.error();
    } else {
        error = model.error();
    }
    if (!isRefusal(error) || error.detail.empty())
        return QString("code %1, \"%2\"").arg(static_cast<int>(error.code)).arg(error.detail.c_str());
    return clock.elapsed() > kLongest ? "slow" : "";
}

} // namespace

class TestModelMutants : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void folders_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("mutants");
        const auto row = [](const char *folder, const char *file, int mutants) {
            QTest::addRow("%s/%s", folder, file) << QString(folder) << QString(file) << mutants;
        };
        for (const char *file : {"config.json", "modules.json", "1_Pooling/config.json", "2_Dense/config.json",
                                 "3_LayerNorm/config.json", "4_Normalize/config.json", "sentence_bert_config.json",
                                 "config_sentence_transformers.json", "tokenizer_config.json", "tokenizer.json"})
            row("st6-everything", file, 150);
        row("st6-everything", "2_Dense/model.safetensors", 150);
        row("st6-everything", "model.safetensors", 300);
        row("plain-sharded-bf16", "model.safetensors.index.json", 300);
        row("distilbert", "config.json", 150);
        row("st2-mean", "vocab.txt", 100);
        row("multilingual-xlm-roberta", "config.json", 40);
    }
    void folders()
    {
        QFETCH(QString, folder);
        QFETCH(QString, file);
        QFETCH(int, mutants);
        const ModelCopy copy(kReference + "model_kinds/" + folder);
        if (folder.startsWith("multilingual"))
            QFile::copy(kReference + "tokenizer_unigram/tokenizer.json", copy.path("tokenizer.json"));
        const QByteArray whole = copy.read(file);
        QVERIFY(!whole.isEmpty());
        // The headers of weights are what can be wrong with them; their numbers are only numbers.
        const bool isWeights = file.endsWith(".safetensors");
        const qsizetype interesting = isWeights ? std::min<qsizetype>(whole.size(), 4096) : whole.size();
        std::uint64_t seed = 0;
        for (const QChar c : folder + file)
            seed = seed * 31 + c.unicode();
        Mutator mutator(seed);
        ThreadPool pool(1);
        std::size_t accepted = 0;
        for (int i = 0; i < mutants; ++i) {
            const QByteArray mutant = mutator.mutate(whole.left(interesting)) + whole.mid(interesting);
            copy.write(file, mutant);
            const QString fault = outcomeOf(copy, pool, accepted);
            QVERIFY2(fault.isEmpty(),
                     qPrintable(QString("mutant %1: %2\n").arg(i).arg(fault) + QString::fromLatin1(mutant.left(600))));
        }
        qInfo("%d mutants, %zu accepted", mutants, accepted);
        copy.write(file, whole);
        QCOMPARE(outcomeOf(copy, pool, accepted), QString());
    }

    // The tokenizer's own reader, with a vocabulary small enough for thousands of them.
    void unigram()
    {
        QFile file(kReference + "tokenizer_unigram/tokenizer.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        QJsonObject document = QJsonDocument::fromJson(file.readAll()).object();
        QJsonObject model = document["model"].toObject();
        QJsonArray vocab = model["vocab"].toArray();
        while (vocab.size() > 60)
            vocab.removeLast();
        vocab.append(QJsonArray{"<mask>", 0.0});
        model["vocab"] = vocab;
        document["model"] = model;
        QJsonArray added;
        for (const auto &entry : document["added_tokens"].toArray()) {
            QJsonObject token = entry.toObject();
            if (token["content"] == "<mask>")
                token["id"] = vocab.size() - 1;
            added.append(token);
        }
        document["added_tokens"] = added;
        document["normalizer"] = QJsonObject{
            {"type", "Sequence"},
            {"normalizers",
             QJsonArray{
                 QJsonObject{{"type", "Strip"}, {"strip_left", false}, {"strip_right", true}},
                 QJsonObject{{"type", "Replace"}, {"pattern", QJsonObject{{"Regex", " {2,}"}}}, {"content", "\u2581"}},
                 QJsonObject{{"type", "Replace"}, {"pattern", QJsonObject{{"String", "a"}}}, {"content", "b"}},
                 QJsonObject{{"type", "Lowercase"}}}}};
        const QByteArray whole = QJsonDocument(document).toJson(QJsonDocument::Compact);
        QVERIFY(readTokenizerJson(whole.toStdString()));
        Mutator mutator(3);
        std::size_t accepted = 0;
        for (int i = 0; i < 4000; ++i) {
            const std::string mutant = mutator.mutate(whole).toStdString();
            const auto made = readTokenizerJson(mutant);
            if (!made) {
                QVERIFY2(isRefusal(made.error()) && !made.error().detail.empty(), mutant.c_str());
                continue;
            }
            ++accepted;
            const Tokenizer &tokenizer = *made->tokenizer;
            const Tokens tokens = tokenizer.encode("The cat <mask> sat\u00e9 \xff on <s> \U0001f600 the  mat", 12);
            QVERIFY(tokens.ids.size() <= 12);
            for (const std::int32_t id : tokens.ids)
                QVERIFY2(id >= 0 && static_cast<std::size_t>(id) < tokenizer.vocabularySize(), mutant.c_str());
        }
        qInfo("%zu of 4000 accepted", accepted);
        QVERIFY(accepted > 100);
    }

    // The bytes of the real map: most of what is wrong with it must be found, and nothing may be read beyond it.
    void characterMaps()
    {
        QFile file(kReference + "tokenizer_unigram/tokenizer.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        std::string whole;
        for (const auto &step :
             QJsonDocument::fromJson(file.readAll()).object()["normalizer"].toObject()["normalizers"].toArray())
            if (step.toObject()["type"] == "Precompiled")
                whole = *decodeBase64(step.toObject()["precompiled_charsmap"].toString().toStdString());
        QVERIFY(whole.size() > 100'000);
        std::string text;
        for (char32_t c = 1; c < 0x3000; c += 7)
            text += QString::fromUcs4(&c, 1).toStdString();
        Mutator mutator(5);
        std::size_t accepted = 0;
        for (int i = 0; i < 300; ++i) {
            std::string mutant = whole;
            for (std::size_t n = 1 + mutator.below(40); n > 0; --n)
                mutant[mutator.below(i % 2 == 0 ? mutant.size() : 8192)] = static_cast<char>(mutator.below(256));
            if (i % 10 == 0)
                mutant.resize(mutator.below(mutant.size()));
            const auto map = CharacterMap::fromBytes(mutant);
            if (!map) {
                QCOMPARE(map.error().code, Errc::ModelDamaged);
                continue;
            }
            ++accepted;
            std::string out;
            map->apply(text, out);
            QVERIFY(out.size() <= text.size() * 64);
        }
        qInfo("%zu of 300 accepted", accepted);
    }
};

QTEST_GUILESS_MAIN(TestModelMutants)
#include "tst_model_mutants.moc"
