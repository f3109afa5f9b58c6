#include "ui/state/error_text.h"

#include "core/base/utf8.h"
#include "ui/state/service_sentences.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cerrno>

namespace embedscope {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
};

/// Paths and details come from outside: no line breaks or control characters, and not without end.
QString oneLine(const std::string &text)
{
    constexpr qsizetype kLongest = 500;
    QString line = QString::fromStdString(repairUtf8(text));
    for (QChar &c : line)
        if (c.category() == QChar::Other_Control || c == QChar::LineSeparator || c == QChar::ParagraphSeparator)
            c = QLatin1Char(' ');
    line = line.simplified();
    if (line.size() > kLongest)
        line = line.left(kLongest) + QChar(0x2026);
    return line;
}

/// Errors of writing: "-" is then standard output.
bool isAboutWriting(Errc code)
{
    return code == Errc::FileUnwritable || code == Errc::DiskFull;
}

/// "cats.csv, line 3, column 7"
QString whereText(const Error &error)
{
    QStringList parts;
    if (!error.path.empty())
        parts << (error.path != "-"            ? oneLine(error.path)
                  : isAboutWriting(error.code) ? Words::tr("standard output")
                                               : Words::tr("standard input"));
    if (error.line > 0)
        parts << Words::tr("line %1").arg(error.line);
    if (error.column > 0)
        parts << Words::tr("column %1").arg(error.column);
    return parts.join(QStringLiteral(", "));
}

struct Sentences
{
    QString what; ///< without a full stop
    QString advice = {};
    bool usesDetail = false; ///< the detail, and what the system said, are part of `what` already
};

Sentences controlSentences(Errc code)
{
    switch (code) {
    case Errc::Cancelled:
        return {Words::tr("stopped"), Words::tr("What was finished is kept.")};
    case Errc::OutOfMemory:
        return {Words::tr("there is not enough memory for this"),
                Words::tr("Close other programs or take fewer texts, then try again.")};
    case Errc::InvalidArgument:
        return {Words::tr("a value is out of its range"), Words::tr("Choose another one.")};
    default:
        return {Words::tr("a fault of the program"),
                Words::tr("Your texts are kept. Please report this, with what you did before.")};
    }
}

Sentences standardOutputSentences(Errc code)
{
    if (code == Errc::DiskFull)
        return {Words::tr("the disk is full"), Words::tr("Free some space and try again.")};
    return {Words::tr("it cannot be written"), Words::tr("Check where it goes.")};
}

Sentences fileSentences(Errc code)
{
    switch (code) {
    case Errc::FileMissing:
        return {Words::tr("there is no such file"), Words::tr("Check the name, or whether it was moved.")};
    case Errc::FileUnreadable:
        return {Words::tr("the file cannot be read"), Words::tr("Check that you may read it and that its disk works.")};
    case Errc::IsFolder:
        return {Words::tr("this is a folder"), Words::tr("Choose a file in it.")};
    case Errc::NotAFolder:
        return {Words::tr("this is not a folder"), Words::tr("Choose a folder.")};
    case Errc::FileUnwritable:
        return {Words::tr("the file cannot be written"),
                Words::tr("Choose another folder, or allow writing there. The old file, if any, is unchanged.")};
    case Errc::DiskFull:
        return {Words::tr("the disk is full"),
                Words::tr("Free some space and try again. The old file, if any, is unchanged.")};
    case Errc::TooLarge:
        return {Words::tr("this is too large"), Words::tr("Take a smaller part of it.")};
    default:
        return {Words::tr("the database cannot be used"),
                Words::tr("Check that no other program holds it and that it is whole.")};
    }
}

Sentences contentSentences(Errc code, const QString &detail)
{
    switch (code) {
    case Errc::BinaryContent:
        return {
            Words::tr("this is not a text file"),
            Words::tr("Open a .txt, .csv, .tsv, .json or .jsonl file; export other formats to one of these first.")};
    case Errc::OpenQuote:
        return {Words::tr("a quotation mark opens here and is never closed"),
                Words::tr("Close it, or remove it, and open the file again.")};
    case Errc::NoTexts:
        return {Words::tr("there is no text in it"), Words::tr("Put one text on each line.")};
    case Errc::BadJson:
        return {Words::tr("this is not well-formed JSON"), Words::tr("Correct it there and open the file again.")};
    case Errc::BadRecord:
        return {Words::tr("the records have a shape that is not known"),
                Words::tr("Use a list of texts, or of objects with a \"text\".")};
    case Errc::NoSuchColumn:
        return {Words::tr("there is no such column"), Words::tr("Choose one of the columns that the file has.")};
    case Errc::BadVector:
        return {Words::tr("a vector cannot be used"),
                Words::tr("All vectors must have the same length and only finite numbers.")};
    case Errc::NoRecipe:
        return {Words::tr("this picture carries no texts"),
                Words::tr("Only pictures that this program exported with their texts can be opened.")};
    default:
        // core/io puts the ending of the name, with its dot, into the errors of writing.
        if (detail.startsWith(QLatin1Char('.')))
            return {detail.size() == 1 ? Words::tr("the name has no ending that says what kind of file to write")
                                       : Words::tr("files that end in \"%1\" are not written here").arg(detail),
                    Words::tr("End the name in .txt, .csv, .tsv, .json, .jsonl or .npy."), true};
        return {Words::tr("the format is not known"),
                Words::tr("Open a .txt, .csv, .tsv, .json or .jsonl file, or update the program.")};
    }
}

Sentences mismatchSentences(const Error &error, const QString &detail)
{
    // Of a file: its own vectors disagree.
    if (!error.path.empty())
        return {Words::tr("the vectors come from different models (%1)").arg(detail),
                Words::tr("Only vectors of one model can be compared: take the others out, or embed all texts anew."),
                true};
    return {detail.isEmpty()
                ? Words::tr("the vectors came with the file, which does not say from which model")
                : Words::tr("the vectors came with the file, which says that they are of the model \"%1\"; that model "
                            "is not here or gives these texts other vectors")
                      .arg(detail),
            Words::tr("Choose a model to embed all texts anew."), true};
}

Sentences modelSentences(Errc code)
{
    switch (code) {
    case Errc::ModelMissing:
        return {Words::tr("the model is not there"),
                Words::tr("Install it, or choose another model or the model's folder.")};
    case Errc::ModelUnsupported:
        return {Words::tr("this kind of model cannot be run"),
                Words::tr("Choose a sentence-transformers model of the BERT kind.")};
    default:
        return {Words::tr("the model's files are damaged"), Words::tr("Copy or install the model again.")};
    }
}

Sentences numberSentences(Errc code)
{
    switch (code) {
    case Errc::TooFewTexts:
        return {Words::tr("there are too few texts for this"), Words::tr("Add some.")};
    case Errc::NotFinite:
        return {Words::tr("a vector holds a number that is not finite"), Words::tr("Leave this text out.")};
    case Errc::TooManyForMethod:
        return {Words::tr("there are too many texts for this method"),
                Words::tr("Choose the map PCA, or fewer texts.")};
    case Errc::DimensionMismatch:
        return {Words::tr("the vectors have different lengths"),
                Words::tr("Only vectors of one model can be compared: embed all texts with the same.")};
    case Errc::BadAxis:
        return {Words::tr("this axis cannot be made"), Words::tr("Choose other examples for its ends.")};
    case Errc::EmptyText:
        return {Words::tr("the text is empty"), Words::tr("Type something.")};
    default:
        return {Words::tr("the picture would be too large"), Words::tr("Choose a smaller size or scale.")};
    }
}

Sentences sentencesOf(const Error &error, const QString &detail, Surface surface)
{
    const Errc code = error.code;
    if (isAboutWriting(code) && error.path == "-")
        return standardOutputSentences(code);
    if (code == Errc::FileUnwritable && error.systemError == ENOENT && detail.isEmpty())
        return {Words::tr("there is no such folder to write in"), Words::tr("Make it, or choose another one."), true};
    switch (code) {
    case Errc::Cancelled:
    case Errc::OutOfMemory:
    case Errc::Internal:
    case Errc::InvalidArgument:
        return controlSentences(code);
    case Errc::FileMissing:
    case Errc::FileUnreadable:
    case Errc::IsFolder:
    case Errc::NotAFolder:
    case Errc::FileUnwritable:
    case Errc::DiskFull:
    case Errc::TooLarge:
    case Errc::Database:
        return fileSentences(code);
    case Errc::BinaryContent:
    case Errc::OpenQuote:
    case Errc::NoTexts:
    case Errc::BadJson:
    case Errc::BadRecord:
    case Errc::NoSuchColumn:
    case Errc::UnknownFormat:
    case Errc::BadVector:
    case Errc::NoRecipe:
        return contentSentences(code, detail);
    case Errc::ModelMissing:
    case Errc::ModelUnsupported:
    case Errc::ModelDamaged:
        return modelSentences(code);
    case Errc::ModelMismatch:
        return mismatchSentences(error, detail);
    case Errc::TooFewTexts:
    case Errc::NotFinite:
    case Errc::TooManyForMethod:
    case Errc::DimensionMismatch:
    case Errc::BadAxis:
    case Errc::EmptyText:
    case Errc::PictureTooLarge:
        return numberSentences(code);
    default: {
        const ServiceSentences words = serviceSentences(error, detail, surface);
        return {words.what, words.advice, true};
    }
    }
}

QString capitalised(QString text)
{
    if (!text.isEmpty())
        text[0] = text.at(0).toUpper();
    return text;
}

} // namespace

QString errorText(const Error &error, Surface surface)
{
    const QString detail = oneLine(error.detail);
    const Sentences sentences = sentencesOf(error, detail, surface);
    const QString where = whereText(error);
    QString text = where.isEmpty()      ? capitalised(sentences.what)
                   : error.path.empty() ? Words::tr("%1: %2", "where: what").arg(capitalised(where), sentences.what)
                                        : Words::tr("%1: %2", "where: what").arg(where, sentences.what);
    QStringList particulars;
    if (!detail.isEmpty() && !sentences.usesDetail)
        particulars << detail;
    if (error.systemError != 0 && !sentences.usesDetail)
        particulars << qt_error_string(error.systemError);
    if (!particulars.isEmpty())
        text += QStringLiteral(" (") + particulars.join(QStringLiteral("; ")) + QLatin1Char(')');
    return text + QStringLiteral(". ") + sentences.advice;
}

QString readWarningText(const ReadWarning &warning)
{
    const auto n = static_cast<int>(std::min<std::size_t>(warning.count, 2'000'000'000));
    const bool one = n == 1;
    QString text;
    switch (warning.kind) {
    case ReadWarning::Kind::BadBytes:
        text = one ? Words::tr("A byte that is not UTF-8 was replaced by \uFFFD")
                   : Words::tr("%n bytes that are not UTF-8 were replaced by \uFFFD", nullptr, n);
        break;
    case ReadWarning::Kind::Latin1:
        text = Words::tr("The file is not UTF-8 and was read as Latin-1 (ISO 8859-1)");
        break;
    case ReadWarning::Kind::RaggedRows:
        text = one ? Words::tr("A row has more or fewer fields than the first")
                   : Words::tr("%n rows have more or fewer fields than the first", nullptr, n);
        break;
    case ReadWarning::Kind::BlankTexts:
        text = one ? Words::tr("A row without a text was left out")
                   : Words::tr("%n rows without a text were left out", nullptr, n);
        break;
    case ReadWarning::Kind::SkippedVectors:
        text = one ? Words::tr("A vector could not be used; its text is embedded here if the model allows")
                   : Words::tr("%n vectors could not be used; their texts are embedded here if the model allows",
                               nullptr, n);
        break;
    }
    QStringList particulars;
    if (warning.line > 0 && warning.column > 0)
        particulars << (one ? Words::tr("line %1, column %2") : Words::tr("first at line %1, column %2"))
                           .arg(warning.line)
                           .arg(warning.column);
    else if (warning.line > 0)
        particulars << (one ? Words::tr("line %1") : Words::tr("first at line %1")).arg(warning.line);
    if (!warning.detail.empty())
        particulars << oneLine(warning.detail);
    if (!particulars.isEmpty())
        text += QStringLiteral(" (") + particulars.join(QStringLiteral("; ")) + QLatin1Char(')');
    return text + QLatin1Char('.');
}

} // namespace embedscope
