// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text.h"

#include <QByteArray>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <concepts>
#include <optional>

/// The printer of all JSON that leaves this program: straight into bytes, without a tree.
///
///     QByteArray body;
///     {
///         ObjectWriter object(body);
///         object.text("name", process.name);
///         ArrayWriter ids = object.array("ids");
///         for (const ProcessId &id : found)
///             ids.ascii(id.bytes());
///     } // the array is closed, then the object: {"name":"…","ids":["…","…"]}
///
/// A writer sets its own commas and closes its bracket when it ends. Any thread, one at a time.
namespace Procession {

/// Appends to a byte array without a call for each piece: the array is grown ahead and cut to what was written.
///
/// Nothing else may touch the array while an Appender works on it; it must outlive the Appender.
class Appender
{
public:
    explicit Appender(QByteArray &out)
        : m_out(out)
        , m_size(out.size())
    {
    }
    Q_DISABLE_COPY_MOVE(Appender)
    ~Appender() { m_out.resize(m_size); }

    void append(char c)
    {
        *room(1) = c;
        ++m_size;
    }
    void append(QByteArrayView bytes)
    {
        std::copy(bytes.begin(), bytes.end(), room(bytes.size()));
        m_size += bytes.size();
    }
    template <std::integral Integer>
    void append(Integer value)
    {
        constexpr qsizetype mostDigits = 24;
        char *const begin = room(mostDigits);
        m_size += std::to_chars(begin, begin + mostDigits, value).ptr - begin;
    }
    /// A quoted string. `utf8` must be valid UTF-8.
    void appendString(QByteArrayView utf8);
    /// The shortest number that reads back as the same; `null` for infinity and for what isn't a number.
    void appendNumber(double value);
    /// Milliseconds as a number of seconds, such as `1700000000.123`.
    void appendSeconds(qint64 milliseconds);
    /// `"key":`, after a comma where it isn't the first.
    void appendKey(bool isFirst, QByteArrayView key)
    {
        char *const begin = room(key.size() + 4);
        char *at = begin;
        if (!isFirst)
            *at++ = ',';
        *at++ = '"';
        at = std::copy(key.begin(), key.end(), at);
        *at++ = '"';
        *at++ = ':';
        m_size += at - begin;
    }

    /// Bytes in the array by now.
    qsizetype size() const { return m_size; }
    /// Takes the bytes out of the array. The writers that are open go on: so a long list is sent in parts.
    QByteArray take()
    {
        m_out.resize(m_size);
        m_size = 0;
        m_end = 0;
        QByteArray taken = std::exchange(m_out, {});
        if (m_depth > 0)
            grow(0);
        return taken;
    }

private:
    template <typename... Key>
    friend class JsonWriter;

    /// Bytes that are kept free for closing brackets, so that the destructor of a writer needs no memory: it may run
    /// because there is none.
    static constexpr int mostDepth = 16;

    /// Where the next `count` bytes may be written.
    char *room(qsizetype count)
    {
        if (m_end - m_size < count + mostDepth)
            grow(count);
        return m_data + m_size;
    }
    /// Writes one of the brackets that room is kept for.
    void appendClosing(char bracket)
    {
        Q_ASSERT(m_size < m_end);
        m_data[m_size++] = bracket;
    }
    void grow(qsizetype count);

    QByteArray &m_out;
    qsizetype m_size;
    qsizetype m_end = 0;
    char *m_data = nullptr;
    int m_depth = 0; // of the writer that is open
};

template <typename... Key>
class JsonWriter;
/// Prints an object: every function takes the key of the member first. A key is ASCII with nothing to escape.
using ObjectWriter = JsonWriter<QByteArrayView>;
/// Prints an array: the same functions without a key, one for each element.
using ArrayWriter = JsonWriter<>;

/// Prints one object or array. While a nested one is open, nothing may be written to the one around it.
template <typename... Key>
class JsonWriter
{
    static constexpr bool isObject = sizeof...(Key) == 1;

public:
    explicit JsonWriter(QByteArray &out)
        : m_own(std::in_place, out)
        , m_out(*m_own)
        , m_depth(++m_out.m_depth)
    {
        m_out.append(isObject ? '{' : '[');
    }
    /// `out` must outlive the writer.
    explicit JsonWriter(Appender &out)
        : m_out(out)
        , m_depth(++m_out.m_depth)
    {
        m_out.append(isObject ? '{' : '[');
    }
    Q_DISABLE_COPY_MOVE(JsonWriter)
    ~JsonWriter() { close(); }

    /// Writes the closing bracket, as the destructor does. Nothing may be written afterwards.
    void close()
    {
        if (m_isClosed)
            return;
        Q_ASSERT(m_out.m_depth == m_depth);
        m_isClosed = true;
        --m_out.m_depth;
        m_out.appendClosing(isObject ? '}' : ']');
        m_own.reset(); // cuts the bytes to what was written
    }
    /// Whether nothing was written yet.
    bool isEmpty() const { return m_isEmpty; }

    [[nodiscard]] ObjectWriter object(Key... key)
    {
        begin(key...);
        return ObjectWriter(m_out);
    }
    [[nodiscard]] ArrayWriter array(Key... key)
    {
        begin(key...);
        return ArrayWriter(m_out);
    }

    /// A value that was printed before.
    void raw(Key... key, QByteArrayView json)
    {
        begin(key...);
        m_out.append(json);
    }
    /// Members that were printed before, at least one, such as `"a":1,"b":null`: for those of an object that are mostly the
    /// same.
    void members(QByteArrayView json) requires isObject
    {
        Q_ASSERT(!m_isClosed && m_out.m_depth == m_depth);
        if (!m_isEmpty)
            m_out.append(',');
        m_out.append(json);
        m_isEmpty = false;
    }
    void null(Key... key) { raw(key..., "null"); }
    void boolean(Key... key, bool value) { raw(key..., value ? QByteArrayView("true") : QByteArrayView("false")); }
    template <std::integral Integer>
    void integer(Key... key, Integer value)
    {
        begin(key...);
        m_out.append(value);
    }
    /// `null` where the std::optional, or what is used like one, is empty.
    template <typename Optional>
    void integerOrNull(Key... key, const Optional &value)
    {
        if (value)
            integer(key..., *value);
        else
            null(key...);
    }
    /// `null` where it is infinite or not a number.
    void number(Key... key, double value)
    {
        begin(key...);
        m_out.appendNumber(value);
    }
    void numberOrNull(Key... key, std::optional<double> value)
    {
        if (value)
            number(key..., *value);
        else
            null(key...);
    }

    /// Milliseconds as a number of seconds.
    void seconds(Key... key, qint64 milliseconds)
    {
        begin(key...);
        m_out.appendSeconds(milliseconds);
    }
    void seconds(Key... key, std::chrono::milliseconds duration) { seconds(key..., qint64(duration.count())); }
    void secondsOrNull(Key... key, std::optional<qint64> milliseconds)
    {
        if (milliseconds)
            seconds(key..., *milliseconds);
        else
            null(key...);
    }
    void secondsOrNull(Key... key, std::optional<std::chrono::milliseconds> duration)
    {
        secondsOrNull(key..., duration ? std::optional<qint64>(duration->count()) : std::nullopt);
    }

    /// A text that has nothing to escape, such as an id or the name of a status.
    void ascii(Key... key, QByteArrayView text)
    {
        begin(key...);
        m_out.append('"');
        m_out.append(text);
        m_out.append('"');
    }
    void ascii(Key... key, QLatin1StringView text) { ascii(key..., QByteArrayView(text.data(), text.size())); }
    /// `utf8` must be valid UTF-8.
    void text(Key... key, QByteArrayView utf8)
    {
        begin(key...);
        m_out.appendString(utf8);
    }
    void text(Key... key, const Text &value) { text(key..., value.utf8()); }
    /// Half of a surrogate pair becomes a question mark.
    void text(Key... key, const QString &value) { text(key..., QByteArrayView(value.toUtf8())); }
    /// `null` where it is empty.
    void textOrNull(Key... key, const Text &value)
    {
        if (value.isEmpty())
            null(key...);
        else
            text(key..., value);
    }

private:
    void begin(Key... key)
    {
        Q_ASSERT(!m_isClosed && m_out.m_depth == m_depth);
        if constexpr (isObject)
            m_out.appendKey(m_isEmpty, key...);
        else if (!m_isEmpty)
            m_out.append(',');
        m_isEmpty = false;
    }

    std::optional<Appender> m_own; // of the outermost writer
    Appender &m_out;
    const int m_depth;
    bool m_isEmpty = true;
    bool m_isClosed = false;
};

} // namespace Procession
