// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dependencyjson.h"

#include "jsonreader.h"

#include <QJsonDocument>
#include <QSet>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxNameLength = 64;

std::vector<Dependency> readIds(JsonReader &reader)
{
    std::vector<Dependency> on;
    const auto ids = reader.array("depends_on"_L1);
    if (!ids)
        return on;
    if (ids->size() > DependencyTerms::mostDependencies) {
        reader.fail("depends_on"_L1,
                    u"A process depends on at most %1 others."_s.arg(DependencyTerms::mostDependencies));
        return on;
    }
    QSet<ProcessId> seen;
    qsizetype bytes = 0;
    for (const QJsonValue &value : *ids) {
        const auto id = ProcessId::fromString(value.toString());
        if (!id) {
            reader.fail("depends_on"_L1, u"depends_on is a list of process ids; an id is %1."_s.arg(ProcessId::rule()));
            return {};
        }
        if (!seen.contains(*id))
            on.push_back({*id});
        seen.insert(*id);
        bytes += id->bytes().size();
    }
    if (bytes > DependencyTerms::mostBytes) {
        reader.fail(
            "depends_on"_L1,
            u"The ids of depends_on take %1 bytes; at most %2 are taken. Let a process in between depend on some "
            "of them."_s.arg(bytes)
                .arg(DependencyTerms::mostBytes));
        return {};
    }
    return on;
}

DependencyRule readRule(JsonReader &reader, QLatin1StringView key)
{
    const auto text = reader.text(key, maxNameLength);
    const auto rule = text ? dependencyRuleFromString(*text) : DependencyRule::AllCompleted;
    if (!rule)
        reader.fail(key, u"%1 must be one of %2."_s.arg(key, dependencyRuleNames().join(u", "_s)));
    return rule.value_or(DependencyRule::AllCompleted);
}

void writeOn(ArrayWriter &&list, const DependencyTerms &terms)
{
    for (const Dependency &dependency : terms.on)
        list.ascii(dependency.id.bytes());
}

} // namespace

DependencyTerms dependenciesFromStart(JsonReader &reader)
{
    DependencyTerms terms{.on = readIds(reader),
                          .rule = readRule(reader, "dependency_rule"_L1),
                          .allowsMissing = reader.boolean("allow_missing_dependencies"_L1).value_or(false)};
    if (terms.on.empty() && (reader.has("dependency_rule"_L1) || reader.has("allow_missing_dependencies"_L1)))
        reader.fail("depends_on"_L1, u"A rule for dependencies needs depends_on, the ids of those."_s);
    return terms;
}

Dependencies dependenciesFromJson(JsonReader &reader)
{
    DependencyTerms terms{.on = readIds(reader)};
    const auto object = reader.object("dependency"_L1);
    if (terms.on.empty())
        return {};
    if (!object) {
        reader.fail("dependency"_L1, u"dependency is missing beside depends_on."_s);
        return {};
    }
    JsonReader inner(*object);
    terms.rule = readRule(inner, "rule"_L1);
    terms.allowsMissing = inner.boolean("allow_missing"_L1).value_or(false);
    const auto state = dependencyStateFromString(inner.text("state"_L1, maxNameLength).value_or(QString()));
    if (!state)
        inner.fail("state"_L1, u"There is no such state of dependencies."_s);
    ProcessId failedId;
    if (const auto text = inner.text("failed_id"_L1, 128))
        failedId = ProcessId::fromString(*text).value_or(ProcessId());
    reader.failWithin("dependency"_L1, inner);
    Dependencies dependencies(std::move(terms));
    dependencies.setState(state.value_or(Dependencies::State::Released), failedId);
    return dependencies;
}

void writeDependencyTerms(ObjectWriter &object, const DependencyTerms &terms)
{
    if (terms.on.empty())
        return;
    writeOn(object.array("depends_on"), terms);
    object.ascii("dependency_rule", wireName(terms.rule));
    object.boolean("allow_missing_dependencies", terms.allowsMissing);
}

void writeDependencies(ObjectWriter &object, const Dependencies &dependencies, const std::vector<ProcessId> *waitingFor)
{
    const DependencyTerms *terms = dependencies.terms();
    if (!terms)
        return object.members(R"("depends_on":null,"dependency":null)");
    writeOn(object.array("depends_on"), *terms);
    ObjectWriter inner = object.object("dependency");
    inner.ascii("rule", wireName(terms->rule));
    inner.boolean("allow_missing", terms->allowsMissing);
    inner.ascii("state", wireName(dependencies.state()));
    if (dependencies.failedId().isNull())
        inner.null("failed_id");
    else
        inner.ascii("failed_id", dependencies.failedId().bytes());
    if (waitingFor) {
        ArrayWriter ids = inner.array("waiting_for");
        for (const ProcessId &id : *waitingFor)
            ids.ascii(id.bytes());
    }
}

QByteArray toJson(const DependencyTerms &terms)
{
    QByteArray out;
    {
        ObjectWriter object(out);
        writeDependencyTerms(object, terms);
        ObjectWriter archived = object.object("archived_as");
        for (const Dependency &dependency : terms.on) {
            if (dependency.archivedAs)
                archived.ascii(dependency.id.bytes(), wireName(*dependency.archivedAs));
        }
    }
    return out;
}

std::optional<DependencyTerms> dependencyTermsFromJson(QByteArrayView json)
{
    const QJsonObject object = QJsonDocument::fromJson(json.toByteArray()).object();
    JsonReader reader(object);
    DependencyTerms terms = dependenciesFromStart(reader);
    if (reader.error())
        return std::nullopt;
    const QJsonObject archived = object.value("archived_as"_L1).toObject();
    for (Dependency &dependency : terms.on) {
        if (const QJsonValue status = archived.value(dependency.id.toString()); status.isString())
            dependency.archivedAs = statusFromString(status.toString());
    }
    return terms;
}

} // namespace Procession
