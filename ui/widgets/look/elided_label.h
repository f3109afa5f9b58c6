#pragma once

#include <QLabel>

namespace embedscope {

/// The text in at most `most` lines of `width` (20 pixels at least), the last one cut with … where there is more.
QStringList elidedLines(const QString &text, const QFont &font, int width, int most);

/// Somebody's text in one line: cut with … where there is no room, whole in the tooltip; never rich text. It asks for
/// no width unless its size policy says so.
class ElidedLabel : public QLabel
{
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget *parent = nullptr);
    void setFullText(const QString &text);
    QString fullText() const { return m_full; }
    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_full;
};

} // namespace embedscope
