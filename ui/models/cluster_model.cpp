#include "ui/models/cluster_model.h"

#include "ui/state/document.h"

#include <QMetaEnum>
#include <QStringList>

namespace embedscope {

ClusterModel::ClusterModel(Document &document, QObject *parent) : QAbstractListModel(parent), m_document(document)
{
    connect(&document, &Document::explorationChanged, this, &ClusterModel::update);
    update();
}

int ClusterModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_exploration ? 0 : static_cast<int>(m_exploration->clusters->clusters.size());
}

QVariant ClusterModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Cluster &cluster = m_exploration->clusters->clusters[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return QString::fromStdString(cluster.name);
    case ClusterRole:
        return cluster.id;
    case SizeRole:
        return static_cast<int>(cluster.size);
    case WordsRole: {
        QStringList words;
        for (const std::string &word : cluster.words)
            words << QString::fromStdString(word);
        return words;
    }
    case CentralTextsRole: {
        QStringList texts;
        for (const std::size_t row : cluster.central)
            texts << QString::fromStdString(m_exploration->rows[row].text);
        return texts;
    }
    case CentralIdsRole: {
        QVariantList ids;
        for (const std::size_t row : cluster.central)
            ids << static_cast<qulonglong>(m_exploration->rows[row].id.value);
        return ids;
    }
    case Qt::AccessibleTextRole:
        return cluster.size == 1 ? tr("%1, one text").arg(QString::fromStdString(cluster.name))
                                 : tr("%1, %n texts", nullptr, static_cast<int>(cluster.size))
                                       .arg(QString::fromStdString(cluster.name));
    default:
        return {};
    }
}

QHash<int, QByteArray> ClusterModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractListModel::roleNames();
    const QMetaEnum roles = QMetaEnum::fromType<Role>();
    for (int i = 0; i < roles.keyCount(); ++i)
        names.insert(roles.value(i), roles.key(i));
    return names;
}

void ClusterModel::update()
{
    ExplorationPtr next = m_document.exploration();
    if (next && !next->clusters)
        next.reset();
    if (next == m_exploration)
        return;
    beginResetModel();
    m_exploration = std::move(next);
    endResetModel();
}

} // namespace embedscope
