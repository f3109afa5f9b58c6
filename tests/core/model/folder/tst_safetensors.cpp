#include "core/model/folder/safetensors.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace embedscope;

namespace {

std::string file(const std::string &header, std::size_t bodyBytes = 0)
{
    std::string bytes;
    for (std::size_t i = 0; i < 8; ++i)
        bytes += static_cast<char>(header.size() >> (8 * i));
    return bytes + header + std::string(bodyBytes, '\0');
}

std::string faultOf(const std::string &bytes)
{
    const auto result = parseSafetensors(bytes);
    return result ? "accepted" : result.error().detail;
}

} // namespace

class TestSafetensors : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsWhatItWrites()
    {
        const std::vector<NewTensor> tensors{{"weight", TensorType::I16, {2, 3}, std::string(12, 'w')},
                                             {"weight.scale", TensorType::F32, {2}, std::string(8, 's')},
                                             {"nothing", TensorType::F64, {0, 5}, ""}};
        const std::string bytes = makeSafetensors(tensors, {{"format", "pt"}});
        const auto read = parseSafetensors(bytes);
        QVERIFY(read);
        QCOMPARE(read->tensors.size(), std::size_t{3});
        QCOMPARE(read->metadata.at("format"), std::string("pt"));
        const Tensor *weight = read->find("weight");
        QVERIFY(weight);
        QCOMPARE(describeTensor(*weight), std::string("I16 [2, 3]"));
        QCOMPARE(weight->bytes, std::string_view("wwwwwwwwwwww"));
        QCOMPARE((weight->bytes.data() - bytes.data()) % 64, 0);
        QVERIFY(!read->find("bias"));
    }

    // The verdicts of the Python package `safetensors` (tests/reference/model_reference.py). What it refuses is
    // refused; what it accepts is accepted, but for what the format's text forbids or we are stricter about.
    void agreesWithTheReference()
    {
        QFile input(QStringLiteral(EMBEDSCOPE_TESTS_DIR "/reference/safetensors_cases.json"));
        QVERIFY(input.open(QIODevice::ReadOnly));
        const auto cases = QJsonDocument::fromJson(input.readAll()).object()["cases"].toArray();
        QVERIFY(cases.size() > 400);
        const QStringList stricter{"name twice", "unknown field", "blank before the header"};
        int accepted = 0;
        for (const auto &value : cases) {
            const auto entry = value.toObject();
            const QString name = entry["name"].toString();
            const std::string bytes = QByteArray::fromHex(entry["hex"].toString().toLatin1()).toStdString();
            const bool ours = parseSafetensors(bytes).hasValue();
            const bool theirs = entry["accepted"].toBool();
            accepted += ours ? 1 : 0;
            if (ours && !theirs)
                QFAIL(qPrintable("accepted against the reference: " + name));
            if (!ours && theirs && !stricter.contains(name) && !name.startsWith("mutant"))
                QFAIL(qPrintable("refused against the reference: " + name + ": " +
                                 QString::fromStdString(faultOf(bytes))));
        }
        QVERIFY(accepted >= 20);
    }

    void namesTensorAndReason_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("body");
        QTest::addColumn<QByteArray>("reason");
        const auto one = [](const QByteArray &fields) { return QByteArray("{\"w\":{" + fields + "}}"); };
        QTest::newRow("type") << one(R"("dtype":"F33","shape":[2],"data_offsets":[0,8])") << 8
                              << QByteArray("w: unknown type");
        QTest::newRow("hole") << one(R"("dtype":"F32","shape":[2],"data_offsets":[4,12])") << 12
                              << QByteArray("w: there is a hole");
        QTest::newRow("cut") << one(R"("dtype":"F32","shape":[2],"data_offsets":[0,8])") << 5
                             << QByteArray("w: its bytes end beyond");
        QTest::newRow("shape") << one(R"("dtype":"F32","shape":[3],"data_offsets":[0,8])") << 8
                               << QByteArray("w: its shape needs 12");
        QTest::newRow("huge") << one(R"("dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8])") << 8
                              << QByteArray("w: its shape is too large");
        QTest::newRow("backwards") << one(R"("dtype":"F32","shape":[2],"data_offsets":[0,0,8])") << 8
                                   << QByteArray("w: data_offsets has 3");
        QTest::newRow("missing") << one(R"("dtype":"F32","shape":[2])") << 8
                                 << QByteArray("w: dtype, shape or data_offsets");
        QTest::newRow("rest") << one(R"("dtype":"F32","shape":[2],"data_offsets":[0,8])") << 9
                              << QByteArray("the tensors end at byte 8 of 9");
        QTest::newRow("twice")
            << QByteArray(
                   R"({"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})")
            << 0 << QByteArray("w: the name stands twice");
    }
    void namesTensorAndReason()
    {
        QFETCH(QByteArray, header);
        QFETCH(int, body);
        QFETCH(QByteArray, reason);
        const auto result = parseSafetensors(file(header.toStdString(), static_cast<std::size_t>(body)));
        QVERIFY(!result);
        QCOMPARE(result.error().code, Errc::ModelDamaged);
        QVERIFY2(result.error().detail.starts_with(reason.toStdString()), result.error().detail.c_str());
    }

    // 81 bytes that claim 2^64 − 1, and nesting that would overflow the stack of a recursive reader.
    void hostileSizes()
    {
        QElapsedTimer clock;
        clock.start();
        std::string lying(81, '\0');
        std::fill_n(lying.begin(), 8, '\xff');
        QVERIFY(QByteArray::fromStdString(faultOf(lying)).contains("claims 18446744073709551615"));
        for (const std::string opening : {"[", "{\"a\":", "{\"a\":{\"shape\":[", "{\"__metadata__\":{\"a\":{\"b\":"}) {
            std::string deep = opening.front() == '[' ? "{\"a\":" : "";
            for (int i = 0; i < 100'000; ++i)
                deep += opening;
            QVERIFY(faultOf(file(deep)) != "accepted");
        }
        QVERIFY(clock.elapsed() < 5000);
    }

    void everyTruncationOfAGoodFile()
    {
        const std::string whole = makeSafetensors(
            std::vector<NewTensor>{{"a", TensorType::F32, {2}, std::string(8, 'x')}, {"b", TensorType::U8, {3}, "abc"}},
            {});
        for (std::size_t length = 0; length < whole.size(); ++length)
            QVERIFY2(faultOf(whole.substr(0, length)) != "accepted", qPrintable(QString::number(length)));
        QCOMPARE(faultOf(whole), std::string("accepted"));
    }

    void openingFiles()
    {
        QTemporaryDir folder;
        const std::string missing = folder.filePath("none.safetensors").toStdString();
        QCOMPARE(openSafetensors(missing).error().code, Errc::FileMissing);
        QCOMPARE(openSafetensors(folder.path().toStdString()).error().code, Errc::IsFolder);
        QFile empty(folder.filePath("empty.safetensors"));
        QVERIFY(empty.open(QIODevice::WriteOnly));
        empty.close();
        const auto fault = openSafetensors(empty.fileName().toStdString());
        QCOMPARE(fault.error().code, Errc::ModelDamaged);
        QCOMPARE(fault.error().path, empty.fileName().toStdString());
    }
};

QTEST_GUILESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
