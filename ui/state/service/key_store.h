#pragma once

#include "core/embed/service/secret.h"

#include <QString>

#include <functional>
#include <memory>

namespace embedscope {

/// Where a person's keys may stay between two starts, if they wish so: never a file of ours. By a service's origin
/// ("https://api.example.org"). Answers come later, on the thread that asked.
class KeyStore
{
public:
    virtual ~KeyStore() = default;
    /// An empty key and no problem: there is none.
    virtual void read(const QString &origin, std::function<void(Secret key, const QString &problem)> told) = 0;
    /// `problem`: why it was not kept, in words for people; empty: it was.
    virtual void write(const QString &origin, const Secret &key, std::function<void(const QString &problem)> told) = 0;
    virtual void remove(const QString &origin) = 0;
    /// The desktop's own (Secret Service, KWallet), by qtkeychain. Null where this program was built without it.
    static std::shared_ptr<KeyStore> desktop();
};

} // namespace embedscope
