#include "ui/state/error_text.h"

#include <QTest>

#include <cerrno>

using namespace embedscope;

class TestErrorText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyCodeSaysWhereAndWhatToDo_data()
    {
        QTest::addColumn<int>("code");
        for (int code = 0; code <= static_cast<int>(Errc::PictureTooLarge); ++code)
            QTest::addRow("%d", code) << code;
    }
    void everyCodeSaysWhereAndWhatToDo()
    {
        QFETCH(int, code);
        Error error = makeError(static_cast<Errc>(code), "the-detail", "/data/my file.csv");
        const QString bare = errorText(makeError(static_cast<Errc>(code)));
        QVERIFY(bare.size() > 10);
        QVERIFY(bare.endsWith(QLatin1Char('.')));
        QVERIFY(bare.count(QStringLiteral(". ")) >= 1); // what happened, and what to do
        error.line = 17;
        error.column = 29;
        const QString text = errorText(error);
        QVERIFY2(text.startsWith(QStringLiteral("/data/my file.csv, line 17, column 29: ")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("the-detail")), qPrintable(text));
        QVERIFY(!text.contains(QLatin1Char('\n')));
    }

    void codesHaveDifferentSentences()
    {
        QStringList all;
        for (int code = 0; code <= static_cast<int>(Errc::PictureTooLarge); ++code)
            all << errorText(makeError(static_cast<Errc>(code)));
        QCOMPARE(all.removeDuplicates(), 0);
    }

    void ofAHub()
    {
        const Error answer = makeError(Errc::BadAnswer, "no JSON", "hub.example");
        QCOMPARE(errorText(answer, Surface::HubCommand),
                 QStringLiteral("hub.example: the answer cannot be used (no JSON). Check that the address is that of a "
                                "hub of models, and try again later."));
        // Neither names options of services, nor the window's page for them.
        for (int code = 0; code <= static_cast<int>(Errc::PictureTooLarge); ++code) {
            const Error error = makeError(static_cast<Errc>(code), {}, "hub.example");
            for (const Surface surface : {Surface::HubCommand, Surface::HubPage}) {
                const QString text = errorText(error, surface);
                if (error.code == Errc::KeyMissing)
                    continue; // a hub without a key says that there is no such model
                for (const QString &foreign :
                     {QStringLiteral("--api-base"), QStringLiteral("--max-wait"), QStringLiteral("--plain-http"),
                      QStringLiteral("embeddings"), QStringLiteral("Services")})
                    QVERIFY2(!text.contains(foreign), qPrintable(text));
            }
        }
    }

    void systemErrorIsSaid()
    {
        Error error = makeError(Errc::FileUnreadable, {}, "x.txt");
        error.systemError = EACCES;
        QVERIFY(errorText(error).contains(QStringLiteral("ermission denied")));
    }

    void writingIsNotReading()
    {
        Error error = makeError(Errc::FileUnwritable, {}, "none/v.npy");
        error.systemError = ENOENT;
        QCOMPARE(errorText(error), QStringLiteral("none/v.npy: there is no such folder to write in. Make it, or choose "
                                                  "another one."));
        error = makeError(Errc::DiskFull, {}, "-");
        QCOMPARE(errorText(error), QStringLiteral("standard output: the disk is full. Free some space and try again."));
        error = makeError(Errc::UnknownFormat, ".xyz", "a.xyz");
        QCOMPARE(errorText(error),
                 QStringLiteral("a.xyz: files that end in \".xyz\" are not written here. End the name "
                                "in .txt, .csv, .tsv, .json, .jsonl or .npy."));
        error = makeError(Errc::UnknownFormat, ".", "a");
        QVERIFY2(!errorText(error).contains(QStringLiteral("Open")), qPrintable(errorText(error)));
        QVERIFY(errorText(makeError(Errc::UnknownFormat)).contains(QStringLiteral("Open")));
    }

    void vectorsOfOtherModels()
    {
        Error error = makeError(Errc::ModelMismatch, "\"a\", then \"b\"", "v.jsonl");
        error.line = 2;
        QCOMPARE(errorText(error),
                 QStringLiteral("v.jsonl, line 2: the vectors come from different models (\"a\", then \"b\"). Only "
                                "vectors of one model can be compared: take the others out, or embed all texts anew."));
        // The model may be here and disagree: what is said holds then too.
        QVERIFY(errorText(makeError(Errc::ModelMismatch, "a")).contains(QStringLiteral("not here or gives")));
    }

    void hostileNamesStayOneLine()
    {
        const QString text = errorText(makeError(Errc::FileMissing, std::string(100000, 'x'), "a\nb\x1b[31m\xff.txt"));
        QVERIFY(!text.contains(QLatin1Char('\n')));
        QVERIFY(!text.contains(QChar(0x1b)));
        QVERIFY(text.size() < 1500);
    }

    void warnings()
    {
        ReadWarning warning{ReadWarning::Kind::BadBytes, 3, 12, 4, {}};
        QCOMPARE(readWarningText(warning),
                 QString::fromUtf8("3 bytes that are not UTF-8 were replaced by \uFFFD (first at line 12, column 4)."));
        warning = {ReadWarning::Kind::BlankTexts, 1, 5, 0, {}};
        QCOMPARE(readWarningText(warning), QStringLiteral("A row without a text was left out (line 5)."));
    }
};

QTEST_GUILESS_MAIN(TestErrorText)
#include "tst_error_text.moc"
