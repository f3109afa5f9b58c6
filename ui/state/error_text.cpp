#include "ui/state/error_text.h"

#include "core/base/utf8.h"
#include "ui/state/service/service_sentences.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cerrno>

namespace embedscope {

namespace {

struct ErrorWords
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
                  : isAboutWriting(error.code) ? ErrorWords::tr("standard output")
                                               : ErrorWords::tr("standard input"));
    if (error.line > 0)
        parts << ErrorWords::tr("line %1").arg(error.line);
    if (error.column > 0)
        parts << ErrorWords::tr("column %1").arg(error.column);
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
        return {ErrorWords::tr("stopped"), ErrorWords::tr("What was finished is kept.")};
    case Errc::OutOfMemory:
        return {ErrorWords::tr("there is not enough memory for this"),
                ErrorWords::tr("Close other programs or take fewer texts, then try again.")};
    case Errc::InvalidArgument:
        return {ErrorWords::tr("a value cannot be used"), ErrorWords::tr("Choose another one.")};
    default:
        return {ErrorWords::tr("a fault of the program"),
                ErrorWords::tr("Your texts are kept. Please report this, with what you did before.")};
    }
}

Sentences standardOutputSentences(Errc code)
{
    if (code == Errc::DiskFull)
        return {ErrorWords::tr("the disk is full"), ErrorWords::tr("Free some space and try again.")};
    return {ErrorWords::tr("it cannot be written"), ErrorWords::tr("Check where it goes.")};
}

Sentences fileSentences(Errc code)
{
    switch (code) {
    case Errc::FileMissing:
        return {ErrorWords::tr("there is no such file"), ErrorWords::tr("Check the name, or whether it was moved.")};
    case Errc::FileUnreadable:
        return {ErrorWords::tr("the file cannot be read"),
                ErrorWords::tr("Check that you may read it and that its disk works.")};
    case Errc::IsFolder:
        return {ErrorWords::tr("this is a folder"), ErrorWords::tr("Choose a file in it.")};
    case Errc::NotAFolder:
        return {ErrorWords::tr("this is not a folder"), ErrorWords::tr("Choose a folder.")};
    case Errc::FileUnwritable:
        return {ErrorWords::tr("the file cannot be written"),
                ErrorWords::tr("Choose another folder, or allow writing there. The old file, if any, is unchanged.")};
    case Errc::DiskFull:
        return {ErrorWords::tr("the disk is full"),
                ErrorWords::tr("Free some space and try again. The old file, if any, is unchanged.")};
    case Errc::TooLarge:
        return {ErrorWords::tr("this is too large"), ErrorWords::tr("Take a smaller part of it.")};
    default:
        return {ErrorWords::tr("the database cannot be used"),
                ErrorWords::tr("Check that no other program holds it and that it is whole.")};
    }
}

Sentences contentSentences(Errc code, const QString &detail)
{
    switch (code) {
    case Errc::BinaryContent:
        return {ErrorWords::tr("this is not a text file"),
                ErrorWords::tr(
                    "Open a .txt, .csv, .tsv, .json or .jsonl file; export other formats to one of these first.")};
    case Errc::OpenQuote:
        return {ErrorWords::tr("a quotation mark opens here and is never closed"),
                ErrorWords::tr("Close it, or remove it, and open the file again.")};
    case Errc::NoTexts:
        return {ErrorWords::tr("there is no text in it"), ErrorWords::tr("Put one text on each line.")};
    case Errc::BadJson:
        return {ErrorWords::tr("this is not well-formed JSON"),
                ErrorWords::tr("Correct it there and open the file again.")};
    case Errc::BadRecord:
        return {ErrorWords::tr("the records have a shape that is not known"),
                ErrorWords::tr("Use a list of texts, or of objects with a \"text\".")};
    case Errc::NoSuchColumn:
        return {ErrorWords::tr("there is no such column"),
                ErrorWords::tr("Choose one of the columns that the file has.")};
    case Errc::BadVector:
        return {ErrorWords::tr("a vector cannot be used"),
                ErrorWords::tr("All vectors must have the same length and only finite numbers.")};
    case Errc::NoRecipe:
        return {ErrorWords::tr("this picture carries no texts"),
                ErrorWords::tr("Only pictures that this program exported with their texts can be opened.")};
    default:
        // core/io puts the ending of the name, with its dot, into the errors of writing.
        if (detail.startsWith(QLatin1Char('.')))
            return {detail.size() == 1 ? ErrorWords::tr("the name has no ending that says what kind of file to write")
                                       : ErrorWords::tr("files that end in \"%1\" are not written here").arg(detail),
                    ErrorWords::tr("End the name in .txt, .csv, .tsv, .json, .jsonl or .npy."), true};
        return {ErrorWords::tr("the format is not known"),
                ErrorWords::tr("Open a .txt, .csv, .tsv, .json or .jsonl file, or update the program.")};
    }
}

Sentences mismatchSentences(const Error &error, const QString &detail)
{
    // Of a file: its own vectors disagree.
    if (!error.path.empty())
        return {
            ErrorWords::tr("the vectors come from different models (%1)").arg(detail),
            ErrorWords::tr("Only vectors of one model can be compared: take the others out, or embed all texts anew."),
            true};
    return {
        detail.isEmpty()
            ? ErrorWords::tr("the vectors came with the file, which does not say from which model")
            : ErrorWords::tr("the vectors came with the file, which says that they are of the model \"%1\"; that model "
                             "is not here or gives these texts other vectors")
                  .arg(detail),
        ErrorWords::tr("Choose a model to embed all texts anew."), true};
}

Sentences modelSentences(Errc code)
{
    switch (code) {
    case Errc::ModelMissing:
        return {ErrorWords::tr("the model is not there"),
                ErrorWords::tr("Install it, or choose another model or the model's folder.")};
    case Errc::ModelUnsupported:
        return {ErrorWords::tr("this kind of model cannot be run"),
                ErrorWords::tr("Choose a sentence-transformers model of the BERT kind.")};
    default:
        return {ErrorWords::tr("the model's files are damaged"), ErrorWords::tr("Copy or install the model again.")};
    }
}

Sentences numberSentences(Errc code)
{
    switch (code) {
    case Errc::TooFewTexts:
        return {ErrorWords::tr("there are too few texts for this"), ErrorWords::tr("Add some.")};
    case Errc::NotFinite:
        return {ErrorWords::tr("a vector holds a number that is not finite"), ErrorWords::tr("Leave this text out.")};
    case Errc::TooManyForMethod:
        return {ErrorWords::tr("there are too many texts for this method"),
                ErrorWords::tr("Choose the map PCA, or fewer texts.")};
    case Errc::DimensionMismatch:
        return {ErrorWords::tr("the vectors have different lengths"),
                ErrorWords::tr("Only vectors of one model can be compared: embed all texts with the same.")};
    case Errc::BadAxis:
        return {ErrorWords::tr("this axis cannot be made"), ErrorWords::tr("Choose other examples for its ends.")};
    case Errc::EmptyText:
        return {ErrorWords::tr("the text is empty"), ErrorWords::tr("Type something.")};
    default:
        return {ErrorWords::tr("the picture would be too large"), ErrorWords::tr("Choose a smaller size or scale.")};
    }
}

Sentences sentencesOf(const Error &error, const QString &detail, Surface surface)
{
    const Errc code = error.code;
    if (isAboutWriting(code) && error.path == "-")
        return standardOutputSentences(code);
    if (code == Errc::FileUnwritable && error.systemError == ENOENT && detail.isEmpty())
        return {ErrorWords::tr("there is no such folder to write in"),
                ErrorWords::tr("Make it, or choose another one."), true};
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
    QString text = where.isEmpty() ? capitalised(sentences.what)
                   : error.path.empty()
                       ? ErrorWords::tr("%1: %2", "where: what").arg(capitalised(where), sentences.what)
                       : ErrorWords::tr("%1: %2", "where: what").arg(where, sentences.what);
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
        text = one ? ErrorWords::tr("A byte that is not UTF-8 was replaced by \uFFFD")
                   : ErrorWords::tr("%n bytes that are not UTF-8 were replaced by \uFFFD", nullptr, n);
        break;
    case ReadWarning::Kind::Latin1:
        text = ErrorWords::tr("The file is not UTF-8 and was read as Latin-1 (ISO 8859-1)");
        break;
    case ReadWarning::Kind::RaggedRows:
        text = one ? ErrorWords::tr("A row has more or fewer fields than the first")
                   : ErrorWords::tr("%n rows have more or fewer fields than the first", nullptr, n);
        break;
    case ReadWarning::Kind::BlankTexts:
        text = one ? ErrorWords::tr("A row without a text was left out")
                   : ErrorWords::tr("%n rows without a text were left out", nullptr, n);
        break;
    case ReadWarning::Kind::SkippedVectors:
        text = one ? ErrorWords::tr("A vector could not be used; its text is embedded here if the model allows")
                   : ErrorWords::tr("%n vectors could not be used; their texts are embedded here if the model allows",
                                    nullptr, n);
        break;
    }
    QStringList particulars;
    if (warning.line > 0 && warning.column > 0)
        particulars << (one ? ErrorWords::tr("line %1, column %2") : ErrorWords::tr("first at line %1, column %2"))
                           .arg(warning.line)
                           .arg(warning.column);
    else if (warning.line > 0)
        particulars << (one ? ErrorWords::tr("line %1") : ErrorWords::tr("first at line %1")).arg(warning.line);
    if (!warning.detail.empty())
        particulars << oneLine(warning.detail);
    if (!particulars.isEmpty())
        text += QStringLiteral(" (") + particulars.join(QStringLiteral("; ")) + QLatin1Char(')');
    return text + QLatin1Char('.');
}

} // namespace embedscope
