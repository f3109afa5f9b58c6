#include "core/embed/hub/git_digest.h"

#include <QCryptographicHash>
#include <QTest>

using namespace embedscope;

class TestGitDigest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void likeQt()
    {
        for (int size = 0; size < 300; ++size) {
            QByteArray bytes;
            for (int i = 0; i < size; ++i)
                bytes += static_cast<char>(i * 31 + size);
            Sha1 hash;
            for (int i = 0; i < size; i += 7)
                hash.add(std::string_view(bytes.constData() + i, static_cast<std::size_t>(std::min(7, size - i))));
            QCOMPARE(QByteArray::fromStdString(Sha1::hex(hash.finish())),
                     QCryptographicHash::hash(bytes, QCryptographicHash::Sha1).toHex());
        }
    }

    // printf 'hello\n' | git hash-object --stdin
    void likeGit()
    {
        Sha1 hash;
        hash.add(gitBlobHeader(6));
        hash.add("hello\n");
        QCOMPARE(Sha1::hex(hash.finish()), std::string("ce013625030ba8dba906f756967f9e9ca394464a"));
    }
};

QTEST_GUILESS_MAIN(TestGitDigest)
#include "tst_git_digest.moc"
