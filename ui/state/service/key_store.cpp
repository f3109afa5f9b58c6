#include "ui/state/service/key_store.h"

#include <QCoreApplication>

#ifdef EMBEDSCOPE_WITH_KEYCHAIN
#include <qt6keychain/keychain.h>
#endif

#include <utility>

namespace embedscope {

#ifdef EMBEDSCOPE_WITH_KEYCHAIN

namespace {

const QString kServiceName = QStringLiteral("io.github.embedscope.embedscope");

struct KeyWords
{
    Q_DECLARE_TR_FUNCTIONS(KeyStore)
};

QString problemOf(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::NoError:
        return {};
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return KeyWords::tr("The desktop's key store was not unlocked.");
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return KeyWords::tr("There is no key store on this desktop.");
    default: // its own words could hold anything
        return KeyWords::tr("The desktop's key store did not answer as it should.");
    }
}

/// Jobs delete themselves; nothing is ever written to a file instead.
class DesktopKeyStore : public KeyStore
{
public:
    void read(const QString &origin, std::function<void(Secret, const QString &)> told) override
    {
        auto *job = new QKeychain::ReadPasswordJob(kServiceName);
        start(*job, origin);
        QObject::connect(job, &QKeychain::Job::finished, job, [job, told = std::move(told)] {
            const bool none = job->error() == QKeychain::EntryNotFound;
            const bool read = job->error() == QKeychain::NoError;
            told(read ? Secret(job->textData().toStdString()) : Secret(), none ? QString() : problemOf(*job));
        });
        job->start();
    }

    void write(const QString &origin, const Secret &key, std::function<void(const QString &)> told) override
    {
        auto *job = new QKeychain::WritePasswordJob(kServiceName);
        start(*job, origin);
        job->setTextData(QString::fromStdString(key.reveal()));
        QObject::connect(job, &QKeychain::Job::finished, job, [job, told = std::move(told)] { told(problemOf(*job)); });
        job->start();
    }

    void remove(const QString &origin) override
    {
        auto *job = new QKeychain::DeletePasswordJob(kServiceName);
        start(*job, origin);
        job->start();
    }

private:
    static void start(QKeychain::Job &job, const QString &origin)
    {
        job.setAutoDelete(true);
        job.setInsecureFallback(false);
        job.setKey(origin);
    }
};

} // namespace

std::shared_ptr<KeyStore> KeyStore::desktop()
{
    return std::make_shared<DesktopKeyStore>();
}

#else

std::shared_ptr<KeyStore> KeyStore::desktop()
{
    return nullptr;
}

#endif

} // namespace embedscope
