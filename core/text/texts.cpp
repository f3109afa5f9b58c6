#include "core/text/texts.h"

#include <utility>

namespace embedscope {

Texts::Texts(std::vector<Text> texts) : m_shared(texts.empty() ? nullptr : new Shared{std::move(texts), {1}}) {}

Texts::Texts(const Texts &other) : m_shared(other.m_shared)
{
    if (m_shared)
        m_shared->holders.fetch_add(1, std::memory_order_relaxed);
}

Texts::Texts(Texts &&other) noexcept : m_shared(std::exchange(other.m_shared, nullptr)) {}

Texts &Texts::operator=(Texts other) noexcept
{
    std::swap(m_shared, other.m_shared);
    return *this;
}

Texts::~Texts()
{
    if (m_shared && m_shared->holders.fetch_sub(1, std::memory_order_acq_rel) == 1)
        delete m_shared;
}

const std::vector<Text> &Texts::list() const
{
    static const std::vector<Text> none;
    return m_shared ? m_shared->list : none;
}

// Whoever let go of it last has finished reading it: what they did comes before what is done to it now.
bool Texts::alone() const
{
    return m_shared->holders.load(std::memory_order_acquire) == 1;
}

std::vector<Text> &Texts::edit()
{
    if (!m_shared || !alone()) {
        Texts own;
        own.m_shared = new Shared{list(), {1}};
        std::swap(m_shared, own.m_shared);
    }
    return m_shared->list;
}

std::vector<Text> Texts::take()
{
    if (!m_shared)
        return {};
    std::vector<Text> taken;
    if (alone())
        taken = std::move(m_shared->list);
    else
        taken = m_shared->list;
    *this = {};
    return taken;
}

} // namespace embedscope
