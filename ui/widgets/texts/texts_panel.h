#pragma once

#include "ui/state/document/document.h"
#include "ui/widgets/look/text_row.h"

#include <QWidget>

#include <functional>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QListView;

namespace embedscope {

class ElidedLabel;
class EntryLine;
class TextDelegate;
class TextFilterProxy;
class TextListModel;
class TextListView;
class TypedLine;
class TypedQuery;

/// The texts: a list to type and paste into, with each one's similarity to the anchor.
class TextsPanel : public QWidget
{
    Q_OBJECT
public:
    explicit TextsPanel(Document &document, QWidget *parent = nullptr);

    QListView *list() const;
    EntryLine *entry() const { return m_entry; }
    QLineEdit *findLine() const { return m_find; }
    QComboBox *sortBox() const { return m_sort; }
    void focusEntry();
    void focusFind();
    void removeSelected();
    void editSelected();
    static QString clipboardText();
    /// How a text is marked on the map, so that the list says the same.
    using MarkOf = std::function<std::optional<MarkStyle>(TextId)>;
    void setMarks(MarkOf markOf);
    void repaintMarks();
    /// Says below the line what is typed there is like.
    void followTyped(TypedQuery *typed);

Q_SIGNALS:
    void linesPasted(const QString &lines);
    void said(const QString &words); ///< for the status bar

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    QSize sizeHint() const override { return {320, 500}; }
    QSize minimumSizeHint() const override { return {210, 240}; }

private:
    Document &m_document;
    TextListModel *m_model;
    TextFilterProxy *m_proxy;
    QLabel *m_count;
    ElidedLabel *m_seenFrom;
    QLineEdit *m_find;
    QComboBox *m_sort;
    TextListView *m_list;
    QLabel *m_nothingFound;
    EntryLine *m_entry;
    QLabel *m_hint; ///< what else can be done than type; where there is room
    TypedLine *m_typed;
    TextDelegate *m_delegate;
    MarkOf m_markOf;
    QHBoxLayout *m_heading;
    QHBoxLayout *m_tools;
    bool m_syncing = false;

    TextRow rowOf(const QModelIndex &index) const;
    void chooseRowHeights();
    void refreshHeading();
    void selectionToDocument();
    void selectionFromDocument();
    void showMenu(const QPoint &at);
    void placeFind();
};

} // namespace embedscope
