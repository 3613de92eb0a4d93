using System.Numerics;
using System.Text.Json;
using Emu.Model.Descriptors;

namespace Emu.Model.State;

/// <summary>Reads and writes the kinds of values that a saved member may have; called by generated code.</summary>
public static class StateReader
{
    /// <summary>An integer that fits its type.</summary>
    /// <exception cref="StateException">It does not.</exception>
    public static T Integer<T>(JsonElement value)
        where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        Int128 number = value.TryGetInt64(out long signed) ? signed
            : value.TryGetUInt64(out ulong unsigned) ? unsigned
            : throw new StateException("not an integer");
        if (number < Int128.CreateSaturating(T.MinValue) || number > Int128.CreateSaturating(T.MaxValue))
            throw new StateException($"{number} is out of range");
        return T.CreateTruncating(number);
    }

    /// <summary>Writes an integer.</summary>
    public static void Write<T>(Utf8JsonWriter writer, T value)
        where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (T.MinValue < T.Zero) writer.WriteNumberValue(long.CreateChecked(value));
        else writer.WriteNumberValue(ulong.CreateChecked(value));
    }

    /// <summary>Fills an array, whose length is fixed when the device is made.</summary>
    /// <exception cref="StateException">There are more or fewer items.</exception>
    public static void Fill<T>(T[] array, JsonElement value, Func<JsonElement, T> read)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(read);
        CheckLength(array.Length, value);
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray()) array[index++] = read(item);
    }

    /// <summary>Writes an array.</summary>
    public static void WriteAll<T>(Utf8JsonWriter writer, T[] array, Action<Utf8JsonWriter, T> write)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(write);
        writer.WriteStartArray();
        foreach (T item in array) write(writer, item);
        writer.WriteEndArray();
    }

    /// <summary>Fills bytes, which are written as base64.</summary>
    /// <exception cref="StateException">There are more or fewer.</exception>
    public static void FillBytes(byte[] array, JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(array);
        byte[] bytes = value.GetBytesFromBase64();
        if (bytes.Length != array.Length) throw new StateException($"{bytes.Length} bytes instead of {array.Length}");
        bytes.CopyTo(array, 0);
    }

    /// <summary>Fills an array of parts, each of which has members of its own.</summary>
    /// <exception cref="StateException">There are more or fewer, or one does not fit.</exception>
    public static void FillParts<T>(IReadOnlyList<T> parts, JsonElement value, IReadOnlyList<StateDescriptor> members)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(parts);
        CheckLength(parts.Count, value);
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray()) StateFormat.Load(members, parts[index++], item);
    }

    /// <summary>Writes an array of parts.</summary>
    public static void WriteParts<T>(Utf8JsonWriter writer, IReadOnlyList<T> parts, IReadOnlyList<StateDescriptor> members)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(parts);
        writer.WriteStartArray();
        foreach (T part in parts) StateFormat.Save(members, part, writer);
        writer.WriteEndArray();
    }

    private static void CheckLength(int length, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) throw new StateException("not an array");
        if (value.GetArrayLength() != length)
            throw new StateException($"{value.GetArrayLength()} items instead of {length}");
    }
}
