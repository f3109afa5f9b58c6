#pragma once

#include "ui/state/model_library.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace embedscope {

/// Where a service is, what its model is called, and its key. Setting one up sends nothing.
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
    QComboBox *m_preset;
    QLineEdit *m_base;
    QLineEdit *m_model;
    QLineEdit *m_key;
    QCheckBox *m_plainHttp;
    QCheckBox *m_keep;
    QLabel *m_about;
    QPushButton *m_use;

    void fillFromPreset();
    void refresh();
    void use();
};

} // namespace embedscope
