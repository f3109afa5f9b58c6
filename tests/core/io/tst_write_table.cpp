#include "core/io/write_table.h"

#include "core/text/read_corpus.h"

#include <QTest>

#include <limits>
#include <string>
#include <vector>

using namespace embedscope;

class TestWriteTable : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whole()
    {
        TableWriter writer;
        const std::vector<std::string> names = {"text", "a,b", "n"};
        writer.header(names);
        writer.cell("plain");
        writer.cell("say \"hi\", you");
        writer.cell(0.1f);
        writer.endRow();
        writer.cell("two\nlines");
        writer.cell(-3);
        writer.cell(1e-7);
        writer.endRow();
        writer.cell(std::numeric_limits<float>::quiet_NaN());
        writer.cell(std::size_t{12});
        writer.cell("");
        writer.endRow();
        QCOMPARE(writer.take(),
                 std::string("text,\"a,b\",n\nplain,\"say \"\"hi\"\", you\",0.1\n\"two\nlines\",-3,1e-07\n,12,\n"));
    }

    void oneEmptyCellIsARow()
    {
        TableWriter writer;
        const std::vector<std::string> names = {"text"};
        writer.header(names);
        writer.cell("");
        writer.endRow();
        QCOMPARE(writer.take(), std::string("text\n\"\"\n"));
    }

    void guards()
    {
        const std::vector<std::string> names = {"text", "n"};
        const auto written = [&](CellGuard guard, WriteReport &report) {
            TableWriter writer({',', guard});
            writer.header(names);
            for (const char *text : {"=1+1", "-1.5", "'=x", "'tis", "@a,b", "\tx", "+"}) {
                writer.cell(text);
                writer.cell(-2);
                writer.endRow();
            }
            return writer.take(&report);
        };
        WriteReport report;
        QCOMPARE(written(CellGuard::Guarded, report),
                 std::string("\"text\",\"n\"\n'=1+1,-2\n-1.5,-2\n''=x,-2\n'tis,-2\n\"'@a,b\",-2\n'\tx,-2\n'+,-2\n"));
        QCOMPARE(report.guardedCells, std::size_t{5});
        QCOMPARE(written(CellGuard::Raw, report),
                 std::string("text,n\n=1+1,-2\n-1.5,-2\n'=x,-2\n'tis,-2\n\"@a,b\",-2\n\tx,-2\n+,-2\n"));
        QCOMPARE(report.guardedCells, std::size_t{0});
    }

    void nuls()
    {
        TableWriter writer;
        writer.cell(std::string_view("\0a", 2));
        writer.endRow();
        WriteReport report;
        QCOMPARE(writer.take(&report), std::string("\xEF\xBF\xBD"
                                                   "a\n"));
        QCOMPARE(report.replacedNuls, std::size_t{1});
    }

    void json()
    {
        std::string out;
        appendJsonString(out, std::string_view("a\"\\\n\r\t\x01\x7F\0\xC3\xA9\xFF", 12));
        QCOMPARE(out, std::string("\"a\\\"\\\\\\n\\r\\t\\u0001\\u007f\\u0000\xC3\xA9\xEF\xBF\xBD\""));
        out.clear();
        appendNumber(out, std::numeric_limits<double>::infinity());
        out += ' ';
        appendNumber(out, 16777217.0);
        QCOMPARE(out, std::string("null 16777217"));
    }
};

QTEST_GUILESS_MAIN(TestWriteTable)
#include "tst_write_table.moc"
