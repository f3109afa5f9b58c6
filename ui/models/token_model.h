#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/embed/embedder.h"

#include <QAbstractListModel>
#include <QString>

#include <memory>
#include <string>

namespace embedscope {

class Document;

/// One text as the model sees it: its tokens' ids and pieces, special ones included.
class TokenModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        TokenIdRole = Qt::UserRole + 1, ///< int
        IsSpecialRole,                  ///< bool: [CLS], [SEP] and the like
        ContinuesRole,                  ///< bool: the piece continues the word before it
    };
    Q_ENUM(Role)

    explicit TokenModel(Document &document, QObject *parent = nullptr);
    void setText(TextId id); ///< 0: none
    TextId text() const { return m_text; }
    /// How many tokens the whole text has; more than rowCount() where it was cut.
    int fullCount() const { return static_cast<int>(m_tokens.fullCount); }
    bool truncated() const { return m_tokens.truncated; }
    /// Why there are none; empty if there are.
    QString reason() const { return m_reason; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override; ///< display: the piece
    QHash<int, QByteArray> roleNames() const override;

private:
    void update();
    Document &m_document;
    TextId m_text;
    std::string m_shown;
    std::shared_ptr<const Embedder> m_embedder;
    TokenList m_tokens;
    QString m_reason;
};

} // namespace embedscope
