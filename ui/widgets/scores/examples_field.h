#pragma once

#include "core/base/result.h"
#include "core/explore/recipe.h"

#include <QWidget>

#include <vector>

class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace embedscope {

class Document;

/// The examples of one end: typed phrases, and texts that were selected.
class ExamplesField : public QWidget
{
    Q_OBJECT
public:
    /// `name` is what the end is called; `object` its fields' object names' beginning.
    ExamplesField(Document &document, const QString &name, const QString &object, const QString &example,
                  QWidget *parent = nullptr);
    /// Error: of parsePhrases(). Nothing typed is no error.
    Result<AxisEnd> end() const;
    void setEnd(const AxisEnd &end);
    QLineEdit *typed() const { return m_typed; }

Q_SIGNALS:
    void changed(); ///< finished typing, texts taken or left out

private:
    void refresh();

    Document &m_document;
    QLineEdit *m_typed;
    QPushButton *m_take;
    QLabel *m_count;
    QToolButton *m_clear;
    std::vector<TextId> m_texts;
};

} // namespace embedscope
