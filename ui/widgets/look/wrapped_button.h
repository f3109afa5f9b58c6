#pragma once

#include <QPushButton>

namespace embedscope {

/// A push button whose words go on in further lines where its line is too long for the room.
class WrappedButton : public QPushButton
{
    Q_OBJECT
public:
    explicit WrappedButton(const QString &text, QWidget *parent = nullptr);
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int frameWidth() const; ///< what the style puts beside the words
};

} // namespace embedscope
