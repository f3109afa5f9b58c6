#pragma once

#include "core/analyse/cosine.h"
#include "core/base/ids.h"
#include "core/explore/vector_store.h"

#include <QAbstractListModel>
#include <QElapsedTimer>
#include <QPointer>
#include <QString>
#include <QTimer>

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace embedscope {

class Document;

/// One row for each text of the document, in its order. Rows come and go exactly as texts do; a new vector, anchor or
/// cluster changes the data of the rows concerned and nothing else. Similarities are those of the real vectors.
class TextListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole + 1, ///< quint64
        SimilarityRole,            ///< double to the anchor; invalid where there is none
        SimilarityTextRole,        ///< "0.597"; empty without a vector
        RankRole,                  ///< int from 1 by falling similarity; 0 for the anchor and where there is none
        IsAnchorRole,
        IsMostSimilarRole,
        ClusterRole,    ///< int, the style index too; -1: none
        GroupRole,      ///< QString
        StateRole,      ///< int, a VectorState
        ReasonRole,     ///< QString: why there is no vector; empty if there is one
        TokensRole,     ///< int that the model saw; 0: not known
        FullTokensRole, ///< int of the whole text
        TruncatedRole,  ///< bool
        CutRole,        ///< QString: where the model stopped reading; empty if it read all
        PositionRole,   ///< int in the document, from 0
    };
    Q_ENUM(Role)

    explicit TextListModel(Document &document, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QHash<int, QByteArray> roleNames() const override;

    TextId idAt(const QModelIndex &index) const;
    QModelIndex indexOf(TextId id) const;

private:
    struct Item
    {
        TextId id = {};
        QString text = {};
        QString group = {};
        VectorState state = VectorState::Pending;
        QString reason = {};
        std::shared_ptr<const StoredVector> vector = {};
        Similarity similarity = {};
        int rank = 0;
        bool anchor = false;
        bool mostSimilar = false;
        ClusterId cluster = kNoCluster;
        bool operator==(const Item &) const = default;
    };

    void followTexts();
    void followRows(const std::vector<TextId> &wanted);
    void refresh();
    void refreshSoon();
    void rank(std::vector<Item> &items) const;
    QString reasonFor(const VectorEntry &entry) const;

    Document &m_document;
    std::vector<Item> m_items;
    std::shared_ptr<const StoredVector> m_anchorVector;
    QTimer m_refreshTimer;
    QElapsedTimer m_sinceRefresh;
};

} // namespace embedscope
