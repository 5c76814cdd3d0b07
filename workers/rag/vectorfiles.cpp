// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "vectorfiles.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>

#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

QString VectorFiles::model(const QString &folder, qint64 generation)
{
    return u"%1/words-%2.bin"_s.arg(folder).arg(generation);
}

QString VectorFiles::graph(const QString &folder, qint64 generation)
{
    return u"%1/neighbours-%2.hnsw"_s.arg(folder).arg(generation);
}

bool VectorFiles::areWhole(const QString &folder, const RagGeneration &generation)
{
    const auto isWhole = [](const QString &file, const QByteArray &hash) {
        if (hash.isEmpty())
            return true; // there is no such file
        const auto found = hashOfFile(file);
        return found && *found == hash;
    };
    return isWhole(graph(folder, generation.number), generation.graphHash)
        && isWhole(model(folder, generation.number), generation.modelHash);
}

Result<QByteArray> VectorFiles::putOnDisk(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite) || ::fsync(file.handle()) != 0)
        return Error{ErrorCode::Io, u"Can't write %1: %2."_s.arg(path, file.errorString()), {}};
    return hashOfFile(path);
}

Result<void> VectorFiles::keepModel(const QString &folder, qint64 from, qint64 to)
{
    const QString file = model(folder, to);
    QFile::remove(file); // a training that was ended may have left one
    const QString kept = model(folder, from);
    // The same file under another name, or a copy where the disk has no such thing.
    if (::link(QFile::encodeName(kept).constData(), QFile::encodeName(file).constData()) == 0)
        return {};
    if (!QFile::copy(kept, file))
        return Error{ErrorCode::Io, u"Can't write %1."_s.arg(file), {}};
    const auto onDisk = putOnDisk(file);
    return onDisk ? Result<void>() : onDisk.error();
}

void VectorFiles::removeOthers(const QString &folder, qint64 generation)
{
    const QStringList kept{model(folder, generation), graph(folder, generation)};
    const QDir dir(folder);
    for (const QString &name : dir.entryList({u"words-*.bin"_s, u"neighbours-*.hnsw"_s}, QDir::Files)) {
        if (!kept.contains(folder + u'/' + name))
            QFile::remove(folder + u'/' + name);
    }
}

Result<QByteArray> hashOfFile(const QString &path)
{
    QFile file(path);
    // For what Qt can do it is the fastest that nobody can forge.
    QCryptographicHash hash(QCryptographicHash::Blake2b_256);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) || !hash.addData(&file))
        return Error{ErrorCode::Io, u"Can't read %1: %2."_s.arg(path, file.errorString()), {}};
    return hash.result();
}

} // namespace Procession
