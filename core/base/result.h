#pragma once

#include "core/base/error.h"

#include <cassert>
#include <utility>
#include <variant>

namespace embedscope {

/// A value or an Error. Must be looked at: every function that can fail returns one.
template <class T>
class [[nodiscard]] Result
{
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const noexcept { return m_state.index() == 0; }
    bool hasValue() const noexcept { return m_state.index() == 0; }

    T &value() & { return get(*this); }
    const T &value() const & { return get(*this); }
    T &&value() && { return std::move(get(*this)); }
    T &operator*() & { return get(*this); }
    const T &operator*() const & { return get(*this); }
    T &&operator*() && { return std::move(get(*this)); }
    T *operator->() { return &get(*this); }
    const T *operator->() const { return &get(*this); }

    const Error &error() const &
    {
        assert(!hasValue());
        return *std::get_if<1>(&m_state);
    }
    Error &&error() &&
    {
        assert(!hasValue());
        return std::move(*std::get_if<1>(&m_state));
    }

private:
    template <class Self>
    static auto &get(Self &self)
    {
        assert(self.hasValue());
        return *std::get_if<0>(&self.m_state);
    }
    std::variant<T, Error> m_state;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)), m_failed(true) {}

    explicit operator bool() const noexcept { return !m_failed; }
    bool hasValue() const noexcept { return !m_failed; }
    const Error &error() const
    {
        assert(m_failed);
        return m_error;
    }

private:
    Error m_error;
    bool m_failed = false;
};

using Status = Result<void>;

} // namespace embedscope
