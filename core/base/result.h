// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <utility>
#include <variant>

namespace Procession {

/// The kind of an error, as the wire names it. The HTTP status of each stands in one place: server/http/httperror.cpp.
enum class ErrorCode : quint8 {
    MalformedJson,
    InvalidField,
    UnknownProcessType,
    UnknownStatus,
    UnknownProcess,
    ProcessExists,
    IllegalTransition,
    StaleAttempt,
    AlreadyFinished,
    NotFinished,
    NotRetryable,
    TooLarge,
    Conflict,
    WrongOffset,      ///< output that begins behind the end of that which is there
    StoreUnavailable, ///< nothing can be stored, so nothing was changed
    NotStored,        ///< it was changed, but that isn't stored yet
    Io,
    UnknownSchedule,
    UnknownExpectation,
    UnknownTool,
    HasDependents, ///< others wait for it
    UnknownAlertRule,
    UnknownAlert, ///< an episode that isn't open
    UnknownSilence,
    UnknownChannel,
};

/// The wire name of a code, such as `unknown_process`.
QLatin1StringView wireName(ErrorCode code);
/// The code of that wire name, or nothing where there is none.
std::optional<ErrorCode> errorCodeFromString(QStringView name);

/// An error as a value: a code for programs, a sentence a person can act on, and the field it is about.
struct Error
{
    ErrorCode code = ErrorCode::InvalidField;
    QString message;
    QString field; ///< empty where no single field is at fault
};

/// Either a value or an error, which is an Error unless a room has more to say; the answer of every call that can fail.
///
/// g++ 12 has no std::expected. Asking the wrong side is a bug in the caller and asserts.
template <typename T, typename E = Error>
class [[nodiscard]] Result
{
public:
    Result(T value)
        : m_content(std::in_place_index<0>, std::move(value))
    {
    }
    Result(E error)
        : m_content(std::in_place_index<1>, std::move(error))
    {
    }

    bool ok() const { return m_content.index() == 0; }
    explicit operator bool() const { return ok(); }

    const T &value() const &
    {
        Q_ASSERT(ok());
        return *std::get_if<0>(&m_content);
    }
    T &value() &
    {
        Q_ASSERT(ok());
        return *std::get_if<0>(&m_content);
    }
    T &&value() &&
    {
        Q_ASSERT(ok());
        return std::move(*std::get_if<0>(&m_content));
    }
    const T &operator*() const & { return value(); }
    T &operator*() & { return value(); }
    const T *operator->() const { return &value(); }
    T *operator->() { return &value(); }

    const E &error() const
    {
        Q_ASSERT(!ok());
        return *std::get_if<1>(&m_content);
    }

private:
    std::variant<T, E> m_content;
};

/// A call that yields nothing but can fail.
template <typename E>
class [[nodiscard]] Result<void, E>
{
public:
    Result() = default;
    Result(E error)
        : m_error(std::move(error))
    {
    }

    bool ok() const { return !m_error; }
    explicit operator bool() const { return ok(); }
    const E &error() const
    {
        Q_ASSERT(m_error);
        return *m_error;
    }

private:
    std::optional<E> m_error;
};

} // namespace Procession
