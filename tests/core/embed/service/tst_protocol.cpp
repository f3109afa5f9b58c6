#include "core/embed/service/protocol.h"
#include "tests/support/api_service.h"

#include <QFile>
#include <QTest>

#include <cmath>

using namespace embedscope;
using embedscope::test::Json;
using embedscope::test::same;

namespace {

std::string fileText(const char *name)
{
    QFile file(QStringLiteral(EMBEDSCOPE_TESTS_DIR "/data/api/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

Json bodyOf(const ApiQuestion &question, std::vector<std::string_view> texts = {"a", "b"})
{
    return Json::parse(requestBody(question, texts));
}

} // namespace

/// What is written to services, and what is understood of them. What is refused: tst_service_faults.
class TestProtocol : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyWhatWasSetIsSent()
    {
        QVERIFY(same(bodyOf({.model = "m"}), Json({{"model", "m"}, {"input", {"a", "b"}}})));
        // Fields that some services refuse (Voyage, Together): none by default; Voyage has its own name for one.
        QVERIFY(
            same(bodyOf({.model = "m", .dimensions = 256, .dimensionsField = "dimensions", .base64 = true}),
                 Json({{"model", "m"}, {"input", {"a", "b"}}, {"dimensions", 256}, {"encoding_format", "base64"}})));
        QVERIFY(same(bodyOf({.model = "m", .dimensions = 256, .dimensionsField = "output_dimension"}),
                     Json({{"model", "m"}, {"input", {"a", "b"}}, {"output_dimension", 256}})));
        QVERIFY(same(bodyOf({.model = "m", .inputType = true, .role = Role::Query}),
                     Json({{"model", "m"}, {"input", {"a", "b"}}, {"input_type", "query"}})));
        QVERIFY(same(bodyOf({.model = "m", .inputType = true}), Json({{"model", "m"}, {"input", {"a", "b"}}})));
    }

    void otherDialects()
    {
        QVERIFY(same(bodyOf({.dialect = ApiDialect::Ollama, .model = "m"}),
                     Json({{"model", "m"}, {"input", {"a", "b"}}, {"truncate", false}})));
        QVERIFY(same(bodyOf({.dialect = ApiDialect::Tei, .model = "m"}), Json({{"inputs", {"a", "b"}}})));
        QVERIFY(same(bodyOf({.dialect = ApiDialect::Cohere, .model = "m", .inputType = true, .role = Role::Passage}),
                     Json({{"model", "m"},
                           {"texts", {"a", "b"}},
                           {"embedding_types", Json::array({"float"})},
                           {"truncate", "NONE"},
                           {"input_type", "search_document"}})));
        const Json gemini = bodyOf({.dialect = ApiDialect::Gemini,
                                    .model = "g",
                                    .dimensions = 64,
                                    .dimensionsField = "outputDimensionality",
                                    .inputType = true});
        QCOMPARE(gemini["requests"].size(), std::size_t{2});
        QVERIFY(same(gemini["requests"][1], Json({{"model", "models/g"},
                                                  {"content", {{"parts", Json::array({{{"text", "b"}}})}}},
                                                  {"taskType", "SEMANTIC_SIMILARITY"},
                                                  {"outputDimensionality", 64}})));
        QVERIFY(!gemini.contains("input_type"));
    }

    void badBytesDoNotLeave()
    {
        const std::string body = requestBody({.model = "m"}, std::vector<std::string_view>{"a\xff\"\n\x01"});
        QCOMPARE(Json::parse(body)["input"][0].get<std::string>(), std::string("a\uFFFD\"\n\x01"));
    }

    void theRecordedAnswer()
    {
        const std::string body = fileText("ada002_one_embedding.body.json");
        QVERIFY(!body.empty());
        const Result<ApiAnswer> answer = readApiAnswer(body, 1, 0);
        QVERIFY(answer);
        QCOMPARE(answer->vectors.size(), std::size_t{1});
        const std::vector<float> &vector = answer->vectors[0];
        QCOMPARE(vector.size(), std::size_t{1536});
        QCOMPARE(vector[0], 0.0022786001F);
        QCOMPARE(vector[1], -0.009292118F);
        QCOMPARE(vector[7], -0.038209394F);
        double square = 0;
        for (const float value : vector)
            square += double(value) * value;
        QVERIFY(std::fabs(square - 1) < 1e-6);
        QCOMPARE(answer->tokens.value_or(0), std::size_t{8});
        QCOMPARE(answer->model, std::string("text-embedding-ada-002"));
        QVERIFY(!readApiAnswer(body, 1, 1535));
        QVERIFY(!readApiAnswer(body, 2, 1536));
    }

    void understood_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<int>("tokens"); // -1: not said
        QTest::newRow("in another order")
            << R"({"data": [{"index": 1, "embedding": [3, 4]}, {"index": 0, "embedding": [1, 2]}],
            "usage": {"prompt_tokens": 5, "total_tokens": 6}})"
            << 5;
        QTest::newRow("no index, no usage") << R"({"data": [{"embedding": [1, 2]}, {"embedding": [3, 4]}]})" << -1;
        QTest::newRow("total only, as Voyage") << R"({"data": [{"index": 0, "embedding": [1, 2]},
            {"index": 1, "embedding": [3, 4]}], "usage": {"total_tokens": 6}})"
                                               << 6;
        QTest::newRow("usage null") << R"({"data": [{"embedding": [1, 2]}, {"embedding": [3, 4]}], "usage": null})"
                                    << -1;
        QTest::newRow("base64")
            << R"({"data": [{"index": 0, "embedding": "AACAPwAAAEA="}, {"index": 1, "embedding": "AABAQAAAgEA="}]})"
            << -1;
        QTest::newRow("base64 without its end")
            << R"({"data": [{"embedding": "AACAPwAAAEA"}, {"embedding": "AABAQAAAgEA"}]})" << -1;
        QTest::newRow("one as base64, one as numbers")
            << R"({"data": [{"embedding": "AACAPwAAAEA="}, {"embedding": [3, 4]}]})" << -1;
        QTest::newRow("Ollama's own") << R"({"model": "m", "embeddings": [[1, 2], [3, 4]], "prompt_eval_count": 7})"
                                      << 7;
        QTest::newRow("text-embeddings-inference's own") << "[[1, 2], [3, 4]]" << -1;
        QTest::newRow("llama.cpp's own")
            << R"([{"index": 1, "embedding": [[3, 4]]}, {"index": 0, "embedding": [[1, 2]]}])" << -1;
        QTest::newRow("Cohere")
            << R"({"id": "x", "embeddings": {"float": [[1, 2], [3, 4]]}, "meta": {"billed_units": {"input_tokens": 9}}})"
            << 9;
        QTest::newRow("Gemini") << R"({"embeddings": [{"values": [1, 2]}, {"values": [3, 4]}]})" << -1;
        QTest::newRow("fields that nobody knows")
            << R"({"x": {"y": []}, "data": [{"z": 1, "index": 0, "embedding": [1, 2.0]},
            {"index": 1, "embedding": [3e0, 4]}]})"
            << -1;
    }
    void understood()
    {
        QFETCH(QString, body);
        QFETCH(int, tokens);
        const Result<ApiAnswer> answer = readApiAnswer(body.toStdString(), 2, 2);
        QVERIFY2(answer, answer ? "" : answer.error().detail.c_str());
        QCOMPARE(answer->vectors, (std::vector<std::vector<float>>{{1, 2}, {3, 4}}));
        QCOMPARE(answer->tokens ? int(*answer->tokens) : -1, tokens);
    }

    void cutAnywhere()
    {
        // Whatever part of an answer arrives, it is refused and nothing breaks.
        const std::string body =
            R"({"data": [{"index": 0, "embedding": [1, 2]}, {"index": 1, "embedding": "AABAQAAAgEA="}]})";
        QVERIFY(readApiAnswer(body, 2, 0));
        for (std::size_t size = 0; size < body.size(); ++size)
            QVERIFY(!readApiAnswer(body.substr(0, size), 2, 0));
        for (std::size_t at = 0; at < body.size(); ++at)
            for (const char c : {'\0', '"', '[', '}', '9', '\xff'}) {
                std::string other = body;
                other[at] = c;
                const Result<ApiAnswer> answer = readApiAnswer(other, 2, 0);
                QVERIFY(!answer || answer->vectors.size() == 2);
            }
    }
};

QTEST_GUILESS_MAIN(TestProtocol)
#include "tst_protocol.moc"
