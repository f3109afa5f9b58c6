#include "core/base/sha256.h"

#include <QCryptographicHash>
#include <QTest>

using namespace embedscope;

class TestSha256 : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // FIPS 180-4's examples.
    void knownDigests()
    {
        QCOMPARE(Sha256::hex(Sha256::of("")),
                 std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(Sha256::hex(Sha256::of("abc")),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(Sha256::hex(Sha256::of(std::string(1000000, 'a'))),
                 std::string("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
    }
    void againstQtForEveryLength()
    {
        std::string text;
        for (int length = 0; length < 300; ++length) {
            const auto expected =
                QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Sha256).toHex();
            QCOMPARE(Sha256::hex(Sha256::of(text)), expected.toStdString());
            text += static_cast<char>(length * 7 + 1);
        }
    }
    void inPieces()
    {
        const std::string text(1000, 'x');
        Sha256 hash;
        for (std::size_t at = 0, step = 1; at < text.size(); at += step, step = step * 2 % 131)
            hash.add(std::string_view(text).substr(at, step));
        QCOMPARE(Sha256::hex(hash.finish()), Sha256::hex(Sha256::of(text)));
    }
};

QTEST_GUILESS_MAIN(TestSha256)
#include "tst_sha256.moc"
