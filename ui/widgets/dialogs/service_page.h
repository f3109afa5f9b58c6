#pragma once

#include "ui/state/model_library.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace embedscope {

class ServiceForm;

/// A service to embed texts with. Setting one up sends nothing.
class ServicePage : public QWidget
{
    Q_OBJECT
public:
    explicit ServicePage(ModelLibrary &library, QWidget *parent = nullptr);

Q_SIGNALS:
    void chosen(const QString &model);
    void failed(const QString &text);

private:
    ModelLibrary &m_library;
    ServiceForm *m_form;
    QLabel *m_about;
    QPushButton *m_use;

    void refresh();
    void use();
};

} // namespace embedscope
