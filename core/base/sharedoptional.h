// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSharedData>

#include <optional>
#include <utility>

namespace Procession {

/// A std::optional that takes a pointer while it is empty, and shares its value with its copies until one changes.
///
/// For large fields that few of a million objects have. It is used like a std::optional and becomes one by itself.
/// Threads: as a QString; a copy may be used in another thread.
template <typename T>
class SharedOptional
{
public:
    SharedOptional() = default;
    SharedOptional(std::nullopt_t) { }
    SharedOptional(T value)
        : m_data(new Data(std::move(value)))
    {
    }
    SharedOptional(std::optional<T> value)
        : m_data(value ? new Data(*std::move(value)) : nullptr)
    {
    }
    operator std::optional<T>() const { return has_value() ? std::optional<T>(**this) : std::nullopt; }

    bool has_value() const { return m_data; }
    explicit operator bool() const { return has_value(); }
    const T &operator*() const
    {
        Q_ASSERT(has_value());
        return m_data->value;
    }
    T &operator*()
    {
        Q_ASSERT(has_value());
        return m_data->value;
    }
    const T *operator->() const { return &**this; }
    T *operator->() { return &**this; }
    T value_or(T otherwise) const { return has_value() ? **this : std::move(otherwise); }
    void reset() { m_data.reset(); }

    friend bool operator==(const SharedOptional &a, const SharedOptional &b)
    {
        return a.m_data == b.m_data || (a && b && *a == *b);
    }
    friend bool operator==(const SharedOptional &a, const std::optional<T> &b)
    {
        return a ? b.has_value() && *a == *b : !b.has_value();
    }
    friend bool operator==(const SharedOptional &a, const T &b) { return a && *a == b; }

private:
    struct Data : QSharedData
    {
        explicit Data(T held)
            : value(std::move(held))
        {
        }
        T value;
    };
    QSharedDataPointer<Data> m_data;
};

} // namespace Procession
