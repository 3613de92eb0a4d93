public class Nulls {
    static final class Node { int value; Node next; double weight; long[] data; }
    static Node[] nodes = new Node[1024];
    static int depth(Node n) { return n.next.next.value; }
    static long sum(Node n) { return n.data[3] + n.value; }
    static double weight(Node n) { return n.weight; }
    static void set(Node n, int v) { n.value = v; }
    static void discard(Node n) { n.getClass(); }
    public static void main(String[] args) {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 2000000;
        for (int i = 0; i < nodes.length; i++) {
            if (i % 7 == 3) continue;
            Node n = nodes[i] = new Node(); n.value = i; n.weight = i * 0.5;
            if (i % 5 != 2) n.data = new long[8];
            if (i % 3 != 1) { n.next = new Node(); if (i % 2 == 0) { n.next.next = new Node(); n.next.next.value = i; } }
        }
        long total = 0; int caught = 0; double weights = 0;
        for (int i = 0; i < rounds; i++) {
            Node n = nodes[(i * 31) & 1023];
            try {
                switch (i & 7) {
                    case 0: total += depth(n); break;
                    case 1: total += sum(n); break;
                    case 2: weights += weight(n); break;
                    case 3: set(n, i & 1023); break;
                    case 4: discard(n); total++; break;
                    case 5: synchronized (n) { total += n.value; } break;
                    case 6: total += n.data.length; break;
                    default: total += n.next.hashCode() != 0 ? 1 : 0;
                }
            } catch (NullPointerException e) { caught++; }
        }
        System.out.println(total + " " + caught + " " + weights);
    }
}
