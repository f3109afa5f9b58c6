// Small random models of every kind that a folder may be, against sentence-transformers:
// tests/reference/model_kinds.py.

#include "core/embed/local_embedder.h"

#include "tests/core/model/model_test_files.h"

#include <QJsonArray>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace embedscope;

namespace {

const QString kReference = QStringLiteral(EMBEDSCOPE_TESTS_DIR "/reference/");

QJsonObject reference()
{
    QFile file(kReference + "model_kinds.json");
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

// The folder as it is, and for the multilingual kinds the tokenizer that they share.
ModelCopy folderOf(const QString &name)
{
    ModelCopy copy(kReference + "model_kinds/" + name);
    if (name.startsWith("multilingual"))
        QFile::copy(kReference + "tokenizer_unigram/tokenizer.json", copy.path("tokenizer.json"));
    return copy;
}

Role roleOf(const QString &name)
{
    return name == "query" ? Role::Query : name == "passage" ? Role::Passage : Role::Plain;
}

struct Rows
{
    std::vector<std::vector<float>> vectors;
    std::vector<std::size_t> tokens;
};

Rows embed(const Embedder &embedder, const std::vector<std::string> &texts, Role role)
{
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    Rows rows{std::vector<std::vector<float>>(texts.size()), std::vector<std::size_t>(texts.size())};
    const auto done = embedder.embed(views, role, [&](const EmbeddedRow &row) {
        if (row.vector)
            rows.vectors[row.index].assign(row.vector->begin(), row.vector->end());
        rows.tokens[row.index] = row.tokens;
    });
    return done ? rows : Rows();
}

} // namespace

// Run once for each instruction set (CMakeLists.txt).
class TestModelKinds : public QObject
{
    Q_OBJECT
    QJsonObject m_reference = reference();
    std::vector<std::string> m_texts;

private Q_SLOTS:
    void initTestCase()
    {
        for (const auto &text : m_reference["texts"].toArray())
            m_texts.push_back(text.toString().toStdString());
        QVERIFY(m_texts.size() > 10);
    }

    void vectorsOfSentenceTransformers_data()
    {
        QTest::addColumn<QString>("name");
        const QJsonObject folders = m_reference["folders"].toObject();
        QVERIFY(folders.size() >= 11);
        for (const QString &name : folders.keys())
            QTest::newRow(qPrintable(name)) << name;
    }
    void vectorsOfSentenceTransformers()
    {
        QFETCH(QString, name);
        const QJsonObject expected = m_reference["folders"].toObject()[name].toObject();
        const ModelCopy copy = folderOf(name);
        const auto opened = openLocalEmbedder(copy.folder());
        QVERIFY2(opened, opened ? "" : (opened.error().detail + " " + opened.error().path).c_str());
        const Embedder &embedder = **opened;
        QCOMPARE(static_cast<int>(embedder.dimensions()), expected["dimensions"].toInt());
        QCOMPARE(static_cast<int>(embedder.maxTokens()), expected["maxTokens"].toInt());
        double largest = 0;
        for (const QString role : {"plain", "query", "passage"}) {
            const QJsonObject numbers = expected[role].toObject();
            QCOMPARE(QString::fromStdString(embedder.prompt(roleOf(role))), numbers["prompt"].toString());
            const Rows rows = embed(embedder, m_texts, roleOf(role));
            QCOMPARE(rows.vectors.size(), m_texts.size());
            for (std::size_t i = 0; i < m_texts.size(); ++i) {
                const auto at = static_cast<qsizetype>(i);
                QCOMPARE(static_cast<int>(rows.tokens[i]), numbers["tokens"].toArray()[at].toInt());
                const QJsonArray vector = numbers["vectors"].toArray()[at].toArray();
                QCOMPARE(rows.vectors[i].size(), static_cast<std::size_t>(vector.size()));
                for (std::size_t j = 0; j < rows.vectors[i].size(); ++j)
                    largest =
                        std::max(largest, std::abs(rows.vectors[i][j] - vector[static_cast<qsizetype>(j)].toDouble()) /
                                              std::max(1.0, std::abs(vector[static_cast<qsizetype>(j)].toDouble())));
            }
        }
        qInfo("largest difference %.3g", largest);
        QVERIFY2(largest <= 1e-5, qPrintable(QString::number(largest)));
    }

    // Prompts, tokenizer, weights of every file and of every module are a part of what a vector is known by.
    void identityCoversEverything()
    {
        QSet<std::string> identities;
        const auto add = [&](const ModelCopy &copy) {
            const auto opened = openLocalEmbedder(copy.folder());
            QVERIFY2(opened, opened ? "" : opened.error().detail.c_str());
            identities.insert((*opened)->identity());
        };
        const auto flipLastByte = [](const ModelCopy &copy, const QString &file) {
            QByteArray bytes = copy.read(file);
            bytes[bytes.size() - 4] = static_cast<char>(bytes[bytes.size() - 4] ^ 1); // a mantissa's last bit
            copy.write(file, bytes);
        };
        add(folderOf("st5-max-dense"));
        add(folderOf("st5-max-dense")); // the same
        ModelCopy prompt = folderOf("st5-max-dense");
        prompt.replace("config_sentence_transformers.json", "the dog ", "the cat ");
        add(prompt);
        ModelCopy dense = folderOf("st5-max-dense");
        flipLastByte(dense, "2_Dense/model.safetensors");
        add(dense);
        ModelCopy weights = folderOf("st5-max-dense");
        flipLastByte(weights, "model.safetensors");
        add(weights);
        QCOMPARE(identities.size(), 4);
        const ModelCopy sharded = folderOf("plain-sharded-bf16");
        const QStringList shards = QDir(sharded.path(".")).entryList({"*.safetensors"});
        QVERIFY(shards.size() > 1);
        add(sharded);
        for (const QString &shard : shards) {
            const ModelCopy other = folderOf("plain-sharded-bf16");
            flipLastByte(other, shard);
            add(other);
        }
        QCOMPARE(identities.size(), 5 + shards.size());
    }

    void sameBitsAloneAndTogether()
    {
        for (const QString &name : m_reference["folders"].toObject().keys()) {
            const ModelCopy copy = folderOf(name);
            const auto opened = openLocalEmbedder(copy.folder());
            QVERIFY(opened);
            const Rows all = embed(**opened, m_texts, Role::Passage);
            for (std::size_t i = 0; i < m_texts.size(); ++i)
                QVERIFY2(embed(**opened, {m_texts[i]}, Role::Passage).vectors[0] == all.vectors[i], qPrintable(name));
        }
    }

    // A stretch that the model saw must be there to be read: ▁ and all.
    void tokensCanBeShown()
    {
        const ModelCopy copy = folderOf("multilingual-xlm-roberta");
        const auto opened = openLocalEmbedder(copy.folder());
        QVERIFY(opened);
        const auto list = (*opened)->tokens("The cat");
        QVERIFY(list);
        QCOMPARE(list->pieces, (std::vector<std::string>{"<s>", "▁The", "▁cat", "</s>"}));
    }
};

QTEST_GUILESS_MAIN(TestModelKinds)
#include "tst_model_kinds.moc"
