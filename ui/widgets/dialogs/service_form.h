#pragma once

#include "ui/state/model_library.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace embedscope {

/// Where a service is, what its model is called, and its key.
class ServiceForm : public QWidget
{
    Q_OBJECT
public:
    ServiceForm(ModelLibrary &library, ServiceUse use, QWidget *parent = nullptr);

    /// What is chosen now.
    ServiceSetup setup() const;
    void setSetup(const ServiceSetup &setup);
    QString key() const;
    void clearKey();
    /// Whether there is an address that may be used, and a model.
    bool isComplete() const;
    /// The host that texts would go to, for people; empty while the address is none.
    QString host() const;
    /// What becomes of the key, in a sentence.
    QString aboutKey() const;

Q_SIGNALS:
    void changed();
    void submitted(); ///< Enter in one of its lines

private:
    ModelLibrary &m_library;
    ServiceUse m_use;
    QComboBox *m_preset;
    QLineEdit *m_base;
    QLineEdit *m_model;
    QLineEdit *m_key;
    QCheckBox *m_plainHttp;
    QCheckBox *m_keep;

    QString baseOf(const ServicePreset &preset) const;
    void fillFromPreset();
    void refresh();
    bool isOpen() const;
};

} // namespace embedscope
