#include "ui/models/token_model.h"

#include "ui/state/document/document.h"
#include "ui/state/error_text.h"

#include <QMetaEnum>

#include <algorithm>

namespace embedscope {

namespace {

constexpr const char *kWordMark = "\u2581";

// [CLS] of BERT's models, <s> of SentencePiece's.
bool isSpecial(const std::string &piece)
{
    return piece.size() > 2 &&
           ((piece.front() == '[' && piece.back() == ']') || (piece.front() == '<' && piece.back() == '>'));
}

} // namespace

TokenModel::TokenModel(Document &document, QObject *parent) : QAbstractListModel(parent), m_document(document)
{
    connect(&document, &Document::corpusChanged, this, &TokenModel::update);
    connect(&document, &Document::vectorsChanged, this, &TokenModel::update); // the model may be open now
    connect(&document, &Document::recipeChanged, this, &TokenModel::update);
    update();
}

void TokenModel::setText(TextId id)
{
    m_text = id;
    update();
}

int TokenModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_tokens.ids.size());
}

QVariant TokenModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    const std::string &piece = m_tokens.pieces[row];
    switch (role) {
    case Qt::DisplayRole:
        return QString::fromStdString(piece);
    case TokenIdRole:
        return m_tokens.ids[row];
    case IsSpecialRole:
        return isSpecial(piece);
    case ContinuesRole:
        // SentencePiece's models mark the pieces that begin a word rather than those that go on with it.
        return (piece.size() > 2 && piece.starts_with("##")) ||
               (!piece.starts_with(kWordMark) && !isSpecial(piece) &&
                std::any_of(m_tokens.pieces.begin(), m_tokens.pieces.end(),
                            [](const std::string &other) { return other.starts_with(kWordMark); }));
    case Qt::AccessibleTextRole:
        return tr("%1, number %2", "a token's piece and id")
            .arg(QString::fromStdString(piece), QString::number(m_tokens.ids[row]));
    default:
        return {};
    }
}

QHash<int, QByteArray> TokenModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractListModel::roleNames();
    const QMetaEnum roles = QMetaEnum::fromType<Role>();
    for (int i = 0; i < roles.keyCount(); ++i)
        names.insert(roles.value(i), roles.key(i));
    return names;
}

void TokenModel::update()
{
    const auto position = m_document.positionOf(m_text);
    const std::shared_ptr<const Embedder> embedder = m_document.embedder();
    const std::string text = position ? m_document.corpus().texts[*position].text : std::string();
    if (position && embedder && embedder == m_embedder && text == m_shown)
        return;

    TokenList tokens;
    QString reason;
    if (!position) {
        reason = tr("No text is selected");
    } else if (!embedder) {
        reason = m_document.modelError() ? errorText(*m_document.modelError()) : tr("No model is open");
    } else if (!embedder->hasTokens()) {
        reason = tr("This model does not cut texts into tokens");
    } else if (Result<TokenList> found = embedder->tokens(text); found) {
        tokens = *std::move(found);
        tokens.pieces.resize(tokens.ids.size());
    } else {
        reason = errorText(found.error());
    }
    m_embedder = position ? embedder : nullptr;
    m_shown = text;
    beginResetModel();
    m_tokens = std::move(tokens);
    m_reason = reason;
    endResetModel();
}

} // namespace embedscope
