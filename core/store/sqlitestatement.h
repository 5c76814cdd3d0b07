// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"
#include "text.h"

#include <concepts>
#include <memory>

struct sqlite3_stmt;

namespace Procession {

class SqliteConnection;

/// Bytes that are no text, as a value to bind. They must stay until the statement has run.
struct SqliteBlob
{
    QByteArrayView bytes;
};

/// A prepared statement of a connection, to be run again and again. Parameters and columns count from 0.
///
/// A text or blob that was read is valid until next().
/// Threads: its connection's. Owner: the caller that prepared it; it must be destroyed before its connection is closed.
class SqliteStatement
{
public:
    SqliteStatement() = default;

    void bindNull(int at);
    void bindInteger(int at, qint64 value);
    void bindReal(int at, double value);
    void bindText(int at, const QString &text);
    /// The bytes aren't copied: they must stay until the statement has run.
    void bindUtf8(int at, QByteArrayView text);
    void bindUtf8(int at, QLatin1StringView ascii) { bindUtf8(at, QByteArrayView(ascii.data(), ascii.size())); }
    /// The same; null where there are none.
    void bindUtf8OrNull(int at, QByteArrayView text) { text.isEmpty() ? bindNull(at) : bindUtf8(at, text); }
    void bindBlob(int at, QByteArrayView bytes);
    /// Copies the UTF-8 text, which needn't stay.
    void bindCopy(int at, QByteArrayView text);

    /// Binds these to the parameters, from the first on. Bytes are UTF-8 and must stay, as with bindUtf8().
    template <typename... Values>
    void bindAll(const Values &...values)
    {
        int at = 0;
        (bind(at++, values), ...);
    }
    /// Binds these and runs the statement. Errors: Io.
    template <typename... Values>
    const Result<void> &runWith(const Values &...values)
    {
        bindAll(values...);
        return run();
    }

    /// Goes to the next row. False at the end and where it can't be read, which outcome() tells apart; the statement
    /// can be bound and run anew then.
    bool next();
    /// The outcome of the last next() or run(). Errors: Io.
    const Result<void> &outcome() const { return m_outcome; }
    /// Runs it to its end, past all rows. Errors: Io.
    const Result<void> &run();
    /// Skips the rest of the rows, so that the statement can be bound and run anew.
    void reset();

    bool isNull(int column) const;
    /// 0, and an empty text, where the column is null.
    qint64 integer(int column) const;
    double real(int column) const;
    QString text(int column) const;
    QByteArrayView utf8(int column) const;
    /// A text to keep; what is no UTF-8 in it is replaced.
    Text keptText(int column) const;
    QByteArrayView blob(int column) const;

private:
    friend class SqliteConnection;
    template <std::integral Integer>
    void bind(int at, Integer value)
    {
        bindInteger(at, static_cast<qint64>(value));
    }
    void bind(int at, QByteArrayView utf8) { bindUtf8(at, utf8); }
    void bind(int at, const QByteArray &utf8) { bindUtf8(at, utf8); }
    void bind(int at, QLatin1StringView ascii) { bindUtf8(at, ascii); }
    void bind(int at, const QString &text) { bindText(at, text); }
    void bind(int at, const SqliteBlob &blob) { bindBlob(at, blob.bytes); }

    SqliteStatement(sqlite3_stmt *handle, const SqliteConnection &connection);

    struct Finalize
    {
        void operator()(sqlite3_stmt *handle) const;
    };
    void note(int bound);

    std::unique_ptr<sqlite3_stmt, Finalize> m_handle;
    bool m_isBound = true; // all parameters have the value that they were given
    const SqliteConnection *m_connection = nullptr;
    Result<void> m_outcome;
};

} // namespace Procession
