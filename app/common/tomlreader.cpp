// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tomlreader.h"

#include "nearestname.h"

#include <QFile>
#include <QJsonArray>

#include <cmath>
#include <sstream>

#include <toml++/toml.h> // here alone: it takes long to compile

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QString fromStd(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

Error errorAt(const QString &path, const toml::source_region &where, const QString &message, const QString &key)
{
    return {ErrorCode::InvalidField,
            u"%1:%2:%3: %4"_s.arg(path).arg(where.begin.line).arg(where.begin.column).arg(message), key};
}

std::optional<QString> textOf(const toml::node &node)
{
    const auto value = node.value_exact<std::string>();
    return value ? std::optional(fromStd(*value)) : std::nullopt;
}

/// The same value in JSON; a date or a time as text, such as `2026-12-01T03:00:00`.
QJsonValue jsonOf(const toml::node &node)
{
    if (const toml::table *table = node.as_table()) {
        QJsonObject object;
        for (const auto &[key, value] : *table)
            object.insert(fromStd(key.str()), jsonOf(value));
        return object;
    }
    if (const toml::array *array = node.as_array()) {
        QJsonArray values;
        for (const toml::node &value : *array)
            values.append(jsonOf(value));
        return values;
    }
    if (const auto text = textOf(node))
        return *text;
    if (const auto value = node.value_exact<bool>())
        return *value;
    if (const auto value = node.value_exact<int64_t>())
        return QJsonValue(static_cast<qint64>(*value));
    if (const auto value = node.value_exact<double>())
        return *value;
    std::ostringstream text;
    if (const auto *moment = node.as_date_time())
        text << moment->get();
    else if (const auto *date = node.as_date())
        text << date->get();
    else if (const auto *time = node.as_time())
        text << time->get();
    return fromStd(text.str());
}

QString unknownKey(const QString &key, const QString &table, const TomlReader::Handlers &handlers)
{
    QString message = table.isEmpty() ? u"there is no setting \"%1\""_s.arg(key)
                                      : u"there is no setting \"%1\" in [%2]"_s.arg(key, table);
    QStringList names;
    for (const auto &[name, handler] : handlers)
        names.append(name);
    if (const QString nearest = nearestName(key, names); !nearest.isEmpty())
        message += u"; did you mean \"%1\"?"_s.arg(nearest);
    return message;
}

} // namespace

class TomlReader::Node
{
public:
    explicit Node(const toml::node &ofLibrary)
        : node(ofLibrary)
    {
    }

    const toml::node &node;
};

TomlReader::TomlReader(QString path)
    : m_path(std::move(path))
{
}

Result<void> TomlReader::read(const Handlers &root)
{
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{ErrorCode::Io, u"Can't read the configuration %1: %2."_s.arg(m_path, file.errorString()),
                     u"config"_s};
    }
    const QByteArray content = file.readAll();
    try {
        // Debian's build of the library reports errors by throwing.
        const toml::table table =
            toml::parse(std::string_view(content.constData(), static_cast<size_t>(content.size())));
        readTable(Node(table), {}, root);
    } catch (const toml::parse_error &error) {
        return errorAt(m_path, error.source(), fromStd(error.description()), {});
    }
    return m_error ? Result<void>(*m_error) : Result<void>();
}

void TomlReader::fail(const Node &node, const QString &key, const QString &message)
{
    if (!m_error)
        m_error = errorAt(m_path, node.node.source(), message, key);
}

void TomlReader::wrong(const Node &node, const QString &key, const QString &wanted)
{
    fail(node, key, u"%1 must be %2."_s.arg(key, wanted));
}

void TomlReader::readTable(const Node &table, const QString &name, const Handlers &handlers)
{
    for (const auto &[tomlKey, node] : *table.node.as_table()) {
        const QString key = fromStd(tomlKey.str());
        const auto handler = handlers.find(key);
        if (handler != handlers.end())
            handler->second(key, Node(node));
        else
            m_error = errorAt(m_path, tomlKey.source(), unknownKey(key, name, handlers), key);
        if (m_error)
            return;
    }
}

TomlReader::Handler TomlReader::section(const Handlers &handlers)
{
    return [this, handlers](const QString &key, const Node &node) {
        if (node.node.is_table())
            readTable(node, key, handlers);
        else
            wrong(node, key, u"a table: [%1]"_s.arg(key));
    };
}

TomlReader::Handler TomlReader::integer(const std::function<void(qint64)> &set, qint64 from, qint64 to)
{
    return [this, set, from, to](const QString &key, const Node &node) {
        const auto value = node.node.value_exact<int64_t>();
        if (value && *value >= from && *value <= to)
            set(*value);
        else
            wrong(node, key, u"a whole number from %1 to %2"_s.arg(from).arg(to));
    };
}

TomlReader::Handler TomlReader::real(const std::function<void(double)> &set, double from, double to,
                                     const QString &wanted)
{
    return [this, set, from, to, wanted](const QString &key, const Node &node) {
        const auto value = node.node.is_number() ? node.node.value<double>() : std::nullopt;
        if (value && *value >= from && *value <= to)
            set(*value);
        else
            wrong(node, key, u"%1 from %2 to %3"_s.arg(wanted).arg(from).arg(to));
    };
}

TomlReader::Handler TomlReader::seconds(std::chrono::milliseconds &target, double from, double to)
{
    const auto set = [&target](double value) { target = std::chrono::milliseconds(std::llround(value * 1000.0)); };
    return real(set, from, to, u"a number of seconds"_s);
}

/// 0 in either way of writing it stands for none.
TomlReader::Handler TomlReader::orNone(const std::function<void()> &clear, const Handler &otherwise)
{
    return [clear, otherwise](const QString &key, const Node &node) {
        if (node.node.is_number() && node.node.value<double>() == 0.0)
            clear();
        else
            otherwise(key, node);
    };
}

TomlReader::Handler TomlReader::integerOrNone(qint64 &target, qint64 from, qint64 to)
{
    const auto otherwise = [this, &target, from, to](const QString &key, const Node &node) {
        const auto value = node.node.value_exact<int64_t>();
        if (value && *value >= from && *value <= to)
            target = *value;
        else
            wrong(node, key, u"0 for no limit, or a whole number from %1 to %2"_s.arg(from).arg(to));
    };
    return orNone([&target] { target = 0; }, otherwise);
}

TomlReader::Handler TomlReader::secondsOrNone(std::chrono::milliseconds &target, double from, double to)
{
    return orNone([&target] { target = {}; },
                  real([&target](double value) { target = std::chrono::milliseconds(std::llround(value * 1000.0)); },
                       from, to, u"0 for ever, or a number of seconds"_s));
}

TomlReader::Handler TomlReader::number(double &target, double from, double to)
{
    return real([&target](double value) { target = value; }, from, to, u"a number"_s);
}

TomlReader::Handler TomlReader::boolean(bool &target)
{
    return [this, &target](const QString &key, const Node &node) {
        if (const auto value = node.node.value_exact<bool>())
            target = *value;
        else
            wrong(node, key, u"true or false"_s);
    };
}

TomlReader::Handler TomlReader::text(QString &target)
{
    return checked([&target](const QString &value, const QString &) {
        target = value;
        return Result<void>();
    });
}

TomlReader::Handler TomlReader::checked(const std::function<Result<void>(const QString &, const QString &)> &check)
{
    return [this, check](const QString &key, const Node &node) {
        const auto value = textOf(node.node);
        if (!value || value->isEmpty())
            wrong(node, key, u"a text in quotes"_s);
        else if (const auto result = check(*value, key); !result)
            fail(node, key, result.error().message);
    };
}

TomlReader::Handler TomlReader::understood(const std::function<bool(const QString &)> &take, const QString &wanted)
{
    return [this, take, wanted](const QString &key, const Node &node) {
        const auto value = textOf(node.node);
        if (!value || !take(*value))
            wrong(node, key, wanted);
    };
}

TomlReader::Handler TomlReader::texts(const std::function<bool(const QString &)> &take, const QString &wanted)
{
    return [this, each = understood(take, wanted), wanted](const QString &key, const Node &node) {
        const toml::array *array = node.node.as_array();
        if (!array) {
            wrong(node, key, wanted);
            return;
        }
        for (const toml::node &element : *array)
            each(key, Node(element));
    };
}

TomlReader::Handler TomlReader::objects(const std::function<Result<void>(const QString &, const QJsonObject &)> &take,
                                        const QString &wanted)
{
    return [this, take, wanted](const QString &key, const Node &node) {
        const toml::table *all = node.node.as_table();
        if (!all) {
            wrong(node, key, wanted);
            return;
        }
        for (const auto &[tomlName, entry] : *all) {
            if (!entry.is_table()) {
                wrong(Node(entry), key, wanted);
                return;
            }
            if (const auto taken = take(fromStd(tomlName.str()), jsonOf(entry).toObject()); !taken) {
                const Error &error = taken.error();
                const toml::node *atFault = entry.as_table()->get(error.field.toStdString());
                fail(Node(atFault ? *atFault : entry), error.field, error.message);
                return;
            }
        }
    };
}

TomlReader::Handler TomlReader::object(const std::function<Result<void>(const QJsonObject &)> &take,
                                       const QString &wanted)
{
    return [this, take, wanted](const QString &key, const Node &node) {
        const toml::table *table = node.node.as_table();
        if (!table) {
            wrong(node, key, wanted);
        } else if (const auto taken = take(jsonOf(node.node).toObject()); !taken) {
            const toml::node *atFault = table->get(taken.error().field.toStdString());
            fail(Node(atFault ? *atFault : node.node), taken.error().field, taken.error().message);
        }
    };
}

TomlReader::Handler TomlReader::tables(const std::function<std::optional<Table>(const QString &)> &open,
                                       const QString &wanted)
{
    return [this, open, wanted](const QString &key, const Node &node) {
        const toml::table *all = node.node.as_table();
        if (!all) {
            wrong(node, key, wanted);
            return;
        }
        for (const auto &[tomlName, entry] : *all) {
            const QString name = fromStd(tomlName.str());
            const auto table = entry.is_table() ? open(name) : std::nullopt;
            if (table)
                readTable(Node(entry), key + u'.' + name, table->handlers);
            else
                wrong(Node(entry), key, wanted);
            if (m_error)
                return;
            if (const auto finished = table->finish(); !finished) {
                const Error &error = finished.error();
                const toml::node *atFault = entry.as_table()->get(error.field.toStdString());
                fail(Node(atFault ? *atFault : entry), error.field, error.message);
                return;
            }
        }
    };
}

} // namespace Procession
