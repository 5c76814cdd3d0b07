// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <concepts>
#include <limits>
#include <optional>
#include <utility>

namespace Procession {

/// A std::optional in no more room than its value: the lowest number stands for nothing and can't be held.
///
/// For the fields of objects of which a million are held. It is used like a std::optional and becomes one by itself.
template <typename T>
class CompactOptional
{
public:
    constexpr CompactOptional() = default;
    constexpr CompactOptional(std::nullopt_t) { }
    template <std::convertible_to<T> Value>
    constexpr CompactOptional(Value value)
        : m_value(value)
    {
        Q_ASSERT(has_value());
    }
    constexpr CompactOptional(std::optional<T> value)
        : m_value(value.value_or(nothing()))
    {
    }
    constexpr operator std::optional<T>() const { return has_value() ? std::optional(m_value) : std::nullopt; }

    constexpr bool has_value() const { return m_value != nothing(); }
    constexpr explicit operator bool() const { return has_value(); }
    constexpr const T &operator*() const
    {
        Q_ASSERT(has_value());
        return m_value;
    }
    constexpr const T *operator->() const { return &**this; }
    constexpr T value_or(T otherwise) const { return has_value() ? m_value : otherwise; }
    constexpr void reset() { m_value = nothing(); }

    friend constexpr bool operator==(const CompactOptional &a, const CompactOptional &b) = default;
    friend constexpr bool operator==(const CompactOptional &a, const std::optional<T> &b)
    {
        return a == CompactOptional(b);
    }
    template <std::convertible_to<T> Value>
    friend constexpr bool operator==(const CompactOptional &a, const Value &b)
    {
        return a.has_value() && *a == b;
    }

private:
    static constexpr T nothing()
    {
        if constexpr (std::numeric_limits<T>::is_specialized)
            return std::numeric_limits<T>::lowest();
        else
            return T::min(); // std::chrono::duration
    }

    T m_value = nothing();
};

} // namespace Procession
