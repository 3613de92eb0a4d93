package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"sync"
)

type node struct {
	value  int
	next   *node
	weight float64
	data   []int
	far    [600]int
}

var nodes [1024]*node

//go:noinline
func depth(n *node) int { return n.next.next.value }

//go:noinline
func far(n *node) int { return n.far[599] }

//go:noinline
func set(n *node, v int) { n.value = v }

//go:noinline
func weight(n *node) float64 { return n.weight }

//go:noinline
func discard(n *node) { _ = *n }

func try(i int) (total int, caught bool) {
	defer func() {
		if e := recover(); e != nil {
			caught = true
		}
	}()
	n := nodes[(i*31)&1023]
	switch i % 6 {
	case 0:
		total = depth(n)
	case 1:
		total = far(n)
	case 2:
		total = int(weight(n))
	case 3:
		set(n, i&1023)
	case 4:
		discard(n)
		total = 1
	default:
		total = len(n.data)
	}
	return
}

func run(rounds, seed int) (total, caught int) {
	for i := 0; i < rounds; i++ {
		t, c := try(i + seed)
		total += t
		if c {
			caught++
		}
	}
	return
}

func main() {
	debug.SetPanicOnFault(false)
	rounds := 200000
	if len(os.Args) > 1 {
		rounds, _ = strconv.Atoi(os.Args[1])
	}
	for i := range nodes {
		if i%7 == 3 {
			continue
		}
		n := &node{value: i, weight: float64(i) / 2}
		n.far[599] = i
		if i%3 != 1 {
			n.next = &node{}
			if i%2 == 0 {
				n.next.next = &node{value: i}
			}
		}
		nodes[i] = n
	}
	fmt.Println(run(rounds, 0))
	var wait sync.WaitGroup
	var lock sync.Mutex
	faults := 0
	for t := 0; t < 4; t++ {
		wait.Add(1)
		go func() {
			defer wait.Done()
			_, c := run(rounds/4, t*1000)
			lock.Lock()
			faults += c
			lock.Unlock()
		}()
	}
	wait.Wait()
	fmt.Println(faults)
}
