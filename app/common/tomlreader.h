// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QJsonObject>
#include <QString>

#include <chrono>
#include <functional>
#include <limits>
#include <map>

namespace Procession {

/// Reads a TOML file by a schema: a tree of handlers, each of which checks one value and puts it where it belongs.
///
/// The first error ends the reading. It names the file, line and column, and for an unknown key the nearest known one.
/// Threads: one at a time. Owner: the caller; handlers refer to it and to their targets.
class TomlReader
{
public:
    class Node; // of the parsed file

    using Handler = std::function<void(const QString &key, const Node &node)>;
    using Handlers = std::map<QString, Handler>;

    explicit TomlReader(QString path);

    /// Errors: Io where the file can't be read; InvalidField where it isn't TOML, or a handler refuses a value.
    Result<void> read(const Handlers &root);

    // The kinds of values. Ranges include both ends.
    Handler section(const Handlers &handlers);
    template <typename Integer>
    Handler integer(Integer &target, qint64 from = std::numeric_limits<Integer>::min(),
                    qint64 to = std::numeric_limits<Integer>::max())
    {
        return integer([&target](qint64 value) { target = static_cast<Integer>(value); }, from, to);
    }
    /// 0, or in that range.
    Handler integerOrNone(qint64 &target, qint64 from, qint64 to);
    Handler seconds(std::chrono::milliseconds &target, double from = -manySeconds, double to = manySeconds);
    /// 0, or in that range.
    Handler secondsOrNone(std::chrono::milliseconds &target, double from, double to);
    Handler number(double &target, double from = -manySeconds, double to = manySeconds);
    Handler boolean(bool &target);
    /// A text that isn't empty.
    Handler text(QString &target);
    /// A text that `check` takes or says what is wrong with.
    Handler checked(const std::function<Result<void>(const QString &text, const QString &key)> &check);
    /// A text that `take` understands; `wanted` says in the error what it must be.
    Handler understood(const std::function<bool(const QString &text)> &take, const QString &wanted);
    /// A list of such texts.
    Handler texts(const std::function<bool(const QString &text)> &take, const QString &wanted);

    /// Tables with names of their own, such as [tools.backup], whose schema another reader knows: `take` gets each one's
    /// content as JSON and says what is wrong with it; an error's field is the key at fault.
    Handler objects(const std::function<Result<void>(const QString &name, const QJsonObject &content)> &take,
                    const QString &wanted);

    /// One table whose content another reader knows, in the same way.
    Handler object(const std::function<Result<void>(const QJsonObject &content)> &take, const QString &wanted);

    /// The schema of tables with names of their own, such as [retry_policies.ai_task].
    struct Table
    {
        Handlers handlers;
        /// Looks at the table as a whole; an error's field is the key at fault.
        std::function<Result<void>()> finish;
    };
    /// `open` gives the schema of the table of that name; nothing where the name is wrong.
    Handler tables(const std::function<std::optional<Table>(const QString &name)> &open, const QString &wanted);

private:
    static constexpr double manySeconds = 1e12;

    Handler integer(const std::function<void(qint64)> &set, qint64 from, qint64 to);
    Handler real(const std::function<void(double)> &set, double from, double to, const QString &wanted);
    static Handler orNone(const std::function<void()> &clear, const Handler &otherwise);
    void readTable(const Node &table, const QString &name, const Handlers &handlers);
    void fail(const Node &node, const QString &key, const QString &message);
    void wrong(const Node &node, const QString &key, const QString &wanted);

    const QString m_path;
    std::optional<Error> m_error;
};

} // namespace Procession
