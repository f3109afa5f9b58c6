#pragma once

#include "core/explore/exploration.h"
#include "core/scene/view_state.h"

#include <QAbstractListModel>

#include <string>
#include <vector>

namespace embedscope {

class Document;

/// The clusters that were found, largest first. One reset for each new grouping.
class ClusterModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        ClusterRole = Qt::UserRole + 1, ///< int, the style index too
        SizeRole,                       ///< int: texts in it
        WordsRole,                      ///< QStringList, most telling first
        CentralTextsRole,               ///< QStringList, nearest to the centre first
        CentralIdsRole,                 ///< QVariantList of quint64, of these texts
        AutomaticNameRole,              ///< QString: made of its words
    };
    Q_ENUM(Role)

    explicit ClusterModel(Document &document, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override; ///< display: the name
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// Qt::EditRole: the name, as one step; empty gives the automatic one back.
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    QHash<int, QByteArray> roleNames() const override;

private:
    void update();
    Document &m_document;
    ExplorationPtr m_exploration; ///< has clusters, or is null
    std::vector<ClusterTitle> m_titles;
    std::vector<std::string> m_names;
};

} // namespace embedscope
