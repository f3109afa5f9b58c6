#pragma once

#include "core/base/ids.h"

#include <QCborArray>
#include <QCborMap>
#include <QCborValue>
#include <QString>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

// Plain values of the saved document as CBOR and back.
namespace embedscope {

inline QCborValue fromString(const std::string &text)
{
    return QString::fromStdString(text);
}

inline QCborArray fromStrings(const std::vector<std::string> &texts)
{
    QCborArray array;
    for (const std::string &text : texts)
        array.append(fromString(text));
    return array;
}

inline QCborValue fromId(TextId id)
{
    return static_cast<qint64>(id.value);
}

/// Reads well-typed values, and remembers whether any was not.
class StateReader
{
public:
    bool ok() const { return m_ok; }

    std::string string(const QCborValue &value)
    {
        require(value.isString());
        return value.toString().toStdString();
    }
    std::vector<std::string> strings(const QCborValue &value)
    {
        std::vector<std::string> texts;
        for (const QCborValue &item : array(value))
            texts.push_back(string(item));
        return texts;
    }
    QCborArray array(const QCborValue &value)
    {
        require(value.isArray());
        return value.toArray();
    }
    QCborMap map(const QCborValue &value)
    {
        require(value.isMap());
        return value.toMap();
    }
    bool boolean(const QCborValue &value)
    {
        require(value.isBool());
        return value.toBool();
    }
    qint64 integer(const QCborValue &value, qint64 least, qint64 greatest)
    {
        const qint64 number = value.toInteger();
        require(value.isInteger() && number >= least && number <= greatest);
        return number;
    }
    TextId id(const QCborValue &value, qint64 least)
    {
        return {static_cast<std::uint64_t>(integer(value, least, std::numeric_limits<qint64>::max() - 1))};
    }
    double real(const QCborValue &value, double least, double greatest)
    {
        const double number = value.toDouble();
        require((value.isDouble() || value.isInteger()) && number >= least && number <= greatest);
        return number;
    }
    std::vector<double> numbers(const QCborValue &value, qsizetype count)
    {
        std::vector<double> result;
        for (const QCborValue &item : array(value)) {
            require((item.isDouble() || item.isInteger()) && std::isfinite(item.toDouble()));
            result.push_back(item.toDouble());
        }
        require(static_cast<qsizetype>(result.size()) == count);
        result.resize(static_cast<std::size_t>(count));
        return result;
    }
    void require(bool condition) { m_ok = m_ok && condition; }

private:
    bool m_ok = true;
};

} // namespace embedscope
