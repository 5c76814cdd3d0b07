// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ragdatabase.h"

namespace Procession {

/// The files beside an index: the trained vectors of words, and the graph of neighbours. Each finished training writes
/// new ones, so that a query under way can still load the old ones. Pure but for the files; any thread.
namespace VectorFiles {

QString model(const QString &folder, qint64 generation);
QString graph(const QString &folder, qint64 generation);
/// Whether the files of that generation are those that it was finished with.
bool areWhole(const QString &folder, const RagGeneration &generation);
/// Has a file that was written put on the disk, whatever happens to the machine. Returns its hash. Errors: Io.
Result<QByteArray> putOnDisk(const QString &path);
/// Gives the model of a generation to a later one as well. Errors: Io.
Result<void> keepModel(const QString &folder, qint64 from, qint64 to);
/// Deletes the files of every other generation.
void removeOthers(const QString &folder, qint64 generation);

} // namespace VectorFiles

/// The hash of a file's content: another hash means a change, or damage. Errors: Io.
Result<QByteArray> hashOfFile(const QString &path);

} // namespace Procession
